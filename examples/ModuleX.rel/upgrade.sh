#!/bin/sh
# Upgrades ModuleX: the program and the settings that were there are kept beside the new ones.
# The names written ${LIKE_THIS} below are filled in for each store when the package is published.
set -eu

cd "$(dirname "$0")"
home=${ROOT:-}/opt/modulex
if [ ! -x "$home/bin/${BIN_NAME}" ]; then
  echo "ModuleX: nothing to upgrade, $home/bin/${BIN_NAME} is missing; run deploy.sh" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# tagship-node hands over the package that it has verified; run by hand, the script fetches it from its own store.
package=${BIN_PACKAGE:-}
if [ -z "$package" ]; then
  package=$work/${BIN_NAME}.tar.gz
  aws s3 cp "s3://${BUCKET_NAME}/${REPO_NAME}/${SRC_TAG}/${BIN_NAME}.tar.gz" "$package"
fi
tar -xzf "$package" -C "$work"

# The old file is kept only where the new one differs, so running this twice does not lose it.
replace() {
  if [ -f "$3" ] && ! cmp -s "$2" "$3"; then
    cp -p "$3" "$3.previous"
  fi
  install -m "$1" "$2" "$3.new"
  mv -f "$3.new" "$3"
}

replace 0755 "$work/build/bin/${BIN_NAME}" "$home/bin/${BIN_NAME}"
replace 0644 etc/modulex-client.conf "$home/etc/modulex-client.conf"
echo "s3://${BUCKET_NAME}/${REPO_NAME}/${REL_TAG}/${REPO_NAME}.tar.gz" > "$home/RELEASE"
echo "ModuleX: upgraded to $("$home/bin/${BIN_NAME}" --version) from $(cat "$home/RELEASE")"
