#!/usr/bin/env bash
# The same with the npm package cdk-assets: for each store fill in the names, let it zip and upload the clone.
#
#     cdk-assets.sh CLONE_DIR REPO_NAME TAG ENDPOINT STS_ENDPOINT NODE CDK_ASSETS <stores
#
# It packs a folder for a list of destinations, but all of them get the same bytes and one credential; stores that
# differ in both need a manifest and a run each. It asks STS for its account, which only the sink can tell.
set -euo pipefail

clone=$1 repo=$2 tag=$3 endpoint=$4 sts=$5 node=$6 cdk_assets=$7
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_REGION=us-east-1 AWS_ENDPOINT_URL_S3=$endpoint AWS_ENDPOINT_URL_STS=$sts HOME=$work
cd "$clone"

while read -r bucket key secret; do
  git checkout --quiet -- deploy.sh upgrade.sh
  sed -i -e "s|\${REPO_NAME}|$repo|g" -e "s|\${BUCKET_NAME}|$bucket|g" deploy.sh upgrade.sh
  mkdir "$work/$bucket"
  cat >"$work/$bucket/assets.json" <<JSON
{
  "version": "36.0.0",
  "files": {
    "$repo": {
      "source": { "path": "$clone", "packaging": "zip" },
      "destinations": { "store": { "bucketName": "$bucket", "objectKey": "$repo/$tag/$repo.zip" } }
    }
  }
}
JSON
  AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret "$node" "$cdk_assets" publish --path "$work/$bucket" 2>"$work/log" || {
    cat "$work/log" >&2
    exit 1
  }
  rm -r "${work:?}/$bucket"
done
git checkout --quiet -- deploy.sh upgrade.sh
