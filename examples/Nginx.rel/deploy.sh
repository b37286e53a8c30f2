#!/bin/sh
# Installs Nginx under $ROOT/opt/nginx ($ROOT is empty on a real node).
# The names written ${LIKE_THIS} below are filled in for each store when the package is published.
set -eu

cd "$(dirname "$0")"
home=${ROOT:-}/opt/nginx

# Settings that the new program refuses never replace settings that work.
./files/sbin/nginx -t -c "$PWD/etc/nginx.conf"

# One rename per file: a running program never reads half of one.
put() {
  install -D -m "$1" "$2" "$3.new"
  mv -f "$3.new" "$3"
}

put 0755 files/sbin/nginx "$home/sbin/nginx"
put 0644 files/html/index.html "$home/html/index.html"
put 0644 etc/nginx.conf "$home/conf/nginx.conf"
echo "s3://${BUCKET_NAME}/${REPO_NAME}/${REL_TAG}/${REPO_NAME}.tar.gz" > "$home/RELEASE"
echo "Nginx: installed from $(cat "$home/RELEASE")"
