#!/usr/bin/env bash
# The way the documents describe it (R64 to R68): for each store, one after another, fill in the names by sed, pack, upload.
#
#     documented-way.sh CLONE_DIR REPO_NAME TAG ENDPOINT PACK UPLOAD <stores
#
# PACK is gzip (`tar czf`) or pigz, UPLOAD is aws or rclone; a line of standard input is: bucket, access key, secret.
set -euo pipefail

clone=$1 repo=$2 tag=$3 endpoint=$4 pack=$5 upload=$6
files=(etc files repo-info deploy.sh upgrade.sh)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_DEFAULT_REGION=us-east-1
cd "$clone"

while read -r bucket key secret; do
  # the second store must not get what sed wrote for the first one
  git checkout --quiet -- deploy.sh upgrade.sh
  sed -i -e "s|\${REPO_NAME}|$repo|g" -e "s|\${BUCKET_NAME}|$bucket|g" deploy.sh upgrade.sh
  case $pack in
    gzip) tar czf "$work/$repo.tar.gz" "${files[@]}" ;;
    pigz) tar -I pigz -cf "$work/$repo.tar.gz" "${files[@]}" ;;
  esac
  export AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret
  case $upload in
    aws) aws s3 cp --only-show-errors --endpoint-url "$endpoint" "$work/$repo.tar.gz" "s3://$bucket/$repo/$tag/$repo.tar.gz" ;;
    rclone)
      rclone --config '' --s3-provider Other --s3-env-auth --s3-endpoint "$endpoint" --s3-no-check-bucket \
        copyto "$work/$repo.tar.gz" ":s3:$bucket/$repo/$tag/$repo.tar.gz"
      ;;
  esac
done
git checkout --quiet -- deploy.sh upgrade.sh
