#!/bin/sh
# What the documents have a node do: one module after another is fetched by the AWS CLI and unpacked.
#
#     fetch-loop.sh ENDPOINT BUCKET FOLDER MODULE...
set -eu
endpoint=$1 bucket=$2 folder=$3
shift 3
for module in "$@"; do
  mkdir -p "$folder/$module"
  cd "$folder/$module"
  aws --endpoint-url "$endpoint" s3 cp --only-show-errors "s3://$bucket/$module/1.0.0/$module.tar.gz" .
  tar xzf "$module.tar.gz"
done
