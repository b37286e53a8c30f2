#!/bin/sh
# Makes a bucket fit to be a store: no public access, former versions kept, TLS only, what is released neither overwritten
# nor removed, cut-off uploads ended. Makes the bucket if there is none. Run again it sets the same again.
#
#     set-up-bucket.sh [--replace-policy] BUCKET
#
# A bucket policy that is not of this script is replaced only with --replace-policy.
#
# It works by the AWS CLI, as whoever that is signed in as: an administrator of the bucket's account.
# AWS_REGION: where a new bucket is made. S3_ENDPOINT: the address of an S3-compatible server; what such servers do not
# know, or do wrong, is left out then, and that is said. EXPECTED_BUCKET_OWNER: the account that the bucket has to be of.
set -eu

replace_policy=no
if [ "${1:-}" = --replace-policy ]; then
  replace_policy=yes
  shift
fi
bucket=${1:?usage: set-up-bucket.sh [--replace-policy] BUCKET}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export AWS_PAGER=''

main() {
  check_name
  make_bucket
  check_policy
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
  if ask head-bucket >"$work/head" 2>&1; then
    echo "$bucket is there"
    return
  fi
  if grep -q '(403)' "$work/head"; then
    fail "$bucket is there, but is not yours to set up, or not of the account in EXPECTED_BUCKET_OWNER (403)"
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

# Before anything is set. Its own are policies that have no other statements than those of policy.json, maybe fewer.
check_policy() {
  if [ "$replace_policy" = yes ]; then
    return
  fi
  if ! ask get-bucket-policy --query Policy --output text >"$work/present" 2>"$work/error"; then
    grep -q '(NoSuchBucketPolicy)' "$work/error" || fail "the policy that is there could not be read: $(cat "$work/error")"
    return
  fi
  own='"Sid" *: *"\(TlsOnly\|WhatIsReleasedIsNeverOverwritten\|WhatIsReleasedIsNeverRemoved\)"'
  if [ "$(grep -o '"Effect"' "$work/present" | wc -l)" -ne "$(grep -o "$own" "$work/present" | wc -l)" ]; then
    fail "$bucket has a policy with other statements; nothing was set: keep a copy of it (aws s3api get-bucket-policy), and give --replace-policy to have it replaced"
  fi
}

put() {
  what=$1
  shift
  operation=$1
  shift
  ask "$operation" "$@" || fail "the $what could not be set"
  echo "set: $what"
}

# About the bucket that is there.
ask() {
  operation=$1
  shift
  if [ -n "${EXPECTED_BUCKET_OWNER:-}" ]; then
    set -- "$@" --expected-bucket-owner "$EXPECTED_BUCKET_OWNER"
  fi
  s3api "$operation" --bucket "$bucket" "$@"
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
