#!/bin/sh
# Makes a bucket fit to be a store: no public access, former versions kept, TLS only, what is released neither overwritten
# nor removed, cut-off uploads ended. Makes the bucket if there is none. Run again it sets the same again.
#
#     set-up-bucket.sh BUCKET
#
# It works by the AWS CLI, as whoever that is signed in as: an administrator of the bucket's account.
# AWS_REGION: where a new bucket is made. S3_ENDPOINT: the address of an S3-compatible server; what such servers do not
# know, or do wrong, is left out then, and that is said.
set -eu

bucket=${1:?usage: set-up-bucket.sh BUCKET}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER=''

main() {
  check_name
  make_bucket
  files=$here
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

# The name is put into the policy, so it has to be nothing but a name.
check_name() {
  case $bucket in
    *[!a-z0-9.-]* | [!a-z0-9]* | *[!a-z0-9] | ?? | ?) fail "\"$bucket\" cannot be the name of a bucket" ;;
  esac
}

make_bucket() {
  if s3api head-bucket --bucket "$bucket" >"$work/head" 2>&1; then
    echo "$bucket is there"
    return
  fi
  if grep -q '(403)' "$work/head"; then
    fail "$bucket is there, but is not yours to set up (403)"
  fi
  region=${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}
  # S3 takes us-east-1 for none
  if [ -n "${S3_ENDPOINT:-}" ] || [ "$region" = us-east-1 ]; then
    s3api create-bucket --bucket "$bucket" >"$work/created"
  else
    s3api create-bucket --bucket "$bucket" --create-bucket-configuration "LocationConstraint=$region" >"$work/created"
  fi
  echo "$bucket is made"
}

put() {
  what=$1
  shift
  operation=$1
  shift
  s3api "$operation" --bucket "$bucket" "$@" || fail "the $what could not be set"
  echo "set: $what"
}

s3api() {
  if [ -n "${AWS_REGION:-}" ]; then
    set -- "$@" --region "$AWS_REGION"
  fi
  if [ -n "${S3_ENDPOINT:-}" ]; then
    set -- "$@" --endpoint-url "$S3_ENDPOINT"
  fi
  aws s3api "$@"
}

fail() {
  echo "set-up-bucket.sh: $1" >&2
  exit 1
}

main
