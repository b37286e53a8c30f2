#!/bin/sh
# Installs ModuleX under $ROOT/opt/modulex ($ROOT is empty on a real node). BaseLib has to be there already.
# The names written ${LIKE_THIS} below are filled in for each store when the package is published.
set -eu

cd "$(dirname "$0")"
home=${ROOT:-}/opt/modulex
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# tagship-node hands over the package that it has verified; run by hand, the script fetches it from its own store.
package=${BIN_PACKAGE:-}
if [ -z "$package" ]; then
  package=$work/${BIN_NAME}.tar.gz
  aws s3 cp "s3://${BUCKET_NAME}/${REPO_NAME}/${SRC_TAG}/${BIN_NAME}.tar.gz" "$package"
fi
tar -xzf "$package" -C "$work"

# One rename per file: a running program never reads half of one.
put() {
  install -D -m "$1" "$2" "$3.new"
  mv -f "$3.new" "$3"
}

put 0755 "$work/build/bin/${BIN_NAME}" "$home/bin/${BIN_NAME}"
put 0644 etc/modulex-client.conf "$home/etc/modulex-client.conf"
echo "s3://${BUCKET_NAME}/${REPO_NAME}/${REL_TAG}/${REPO_NAME}.tar.gz" > "$home/RELEASE"
echo "ModuleX: installed $("$home/bin/${BIN_NAME}" --version) from $(cat "$home/RELEASE")"
