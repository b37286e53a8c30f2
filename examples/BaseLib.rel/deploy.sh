#!/bin/sh
# Installs BaseLib under $ROOT/opt/baselib ($ROOT is empty on a real node).
# The names written ${LIKE_THIS} below are filled in for each store when the package is published.
set -eu

cd "$(dirname "$0")"
home=${ROOT:-}/opt/baselib

# One rename per file: a running program never reads half of one.
put() {
  install -D -m "$1" "$2" "$3.new"
  mv -f "$3.new" "$3"
}

put 0644 files/lib/baselib.sh "$home/lib/baselib.sh"
put 0644 etc/baselib.conf "$home/etc/baselib.conf"
echo "s3://${BUCKET_NAME}/${REPO_NAME}/${REL_TAG}/${REPO_NAME}.tar.gz" > "$home/RELEASE"
echo "BaseLib: installed from $(cat "$home/RELEASE")"
