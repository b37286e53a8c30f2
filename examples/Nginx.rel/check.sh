#!/bin/sh
# Is Nginx installed, in the release that is wanted, and does it accept its settings?
set -eu

home=${ROOT:-}/opt/nginx

fail() {
  echo "Nginx: $*" >&2
  exit 1
}

[ -f "$home/RELEASE" ] || fail "not installed: $home/RELEASE is missing"
[ -z "${REL_TAG:-}" ] || grep -qF "/$REL_TAG/" "$home/RELEASE" || fail "installed from $(cat "$home/RELEASE"), not $REL_TAG"

"$home/sbin/nginx" -t -c "$home/conf/nginx.conf"
