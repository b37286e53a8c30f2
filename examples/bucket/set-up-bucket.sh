#!/usr/bin/env bash
# Makes a bucket fit to be a store: no public access, former versions kept, TLS only, what is released neither overwritten
# nor removed, cut-off uploads ended. Makes the bucket if there is none. Run again it sets the same again.
#
#     set-up-bucket.sh BUCKET
#
# It works by the AWS CLI, as whoever that is signed in as: an administrator of the bucket's account.
# AWS_REGION: where a new bucket is made. S3_ENDPOINT: the address of an S3-compatible server; what such servers do not
# know, or do wrong, is left out then, and that is said.
set -euo pipefail

bucket=${1:?usage: set-up-bucket.sh BUCKET}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER=''

main() {
  [[ $bucket =~ ^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$ ]] || fail "\"$bucket\" cannot be the name of a bucket"
  make_bucket
  local files=$here
  if [ -n "${S3_ENDPOINT:-}" ]; then
    files=$here/s3-compatible
    echo 'left out: versioning, BlockPublicAcls and create-only writes (README.md tells why)'
  else
    put versioning put-bucket-versioning --versioning-configuration "file://$here/versioning.json"
  fi
  put 'public access block' put-public-access-block \
    --public-access-block-configuration "file://$files/public-access-block.json"
  put lifecycle put-bucket-lifecycle-configuration --lifecycle-configuration "file://$here/lifecycle.json"
  sed "s/acme-projecta/$bucket/g" "$files/policy.json" >"$work/policy.json"
  put policy put-bucket-policy --policy "file://$work/policy.json"
  echo "$bucket is set up; tagship doctor looks at it from outside"
}

make_bucket() {
  if s3api head-bucket --bucket "$bucket" >"$work/head" 2>&1; then
    echo "$bucket is there"
    return
  fi
  if grep -q '(403)' "$work/head"; then
    fail "$bucket is there, but is not yours to set up (403)"
  fi
  local region=${AWS_REGION:-${AWS_DEFAULT_REGION:-}}
  local place=()
  # S3 takes us-east-1 for none
  if [ -z "${S3_ENDPOINT:-}" ] && [ -n "$region" ] && [ "$region" != us-east-1 ]; then
    place=(--create-bucket-configuration "LocationConstraint=$region")
  fi
  s3api create-bucket --bucket "$bucket" "${place[@]}" >"$work/created"
  echo "$bucket is made"
}

put() {
  s3api "$2" --bucket "$bucket" "${@:3}" || fail "the $1 could not be set"
  echo "set: $1"
}

s3api() {
  local where=()
  if [ -n "${S3_ENDPOINT:-}" ]; then
    where=(--endpoint-url "$S3_ENDPOINT")
  fi
  if [ -n "${AWS_REGION:-}" ]; then
    where+=(--region "$AWS_REGION")
  fi
  aws "${where[@]}" s3api "$@"
}

fail() {
  echo "set-up-bucket.sh: $1" >&2
  exit 1
}

main
