#!/bin/sh
# Is BaseLib installed, in the release that is wanted, and does it work here?
set -eu

home=${ROOT:-}/opt/baselib

fail() {
  echo "BaseLib: $*" >&2
  exit 1
}

[ -f "$home/RELEASE" ] || fail "not installed: $home/RELEASE is missing"
[ -z "${REL_TAG:-}" ] || grep -qF "/$REL_TAG/" "$home/RELEASE" || fail "installed from $(cat "$home/RELEASE"), not $REL_TAG"

# shellcheck source=/dev/null
. "$home/lib/baselib.sh"
[ -n "$(baselib_setting "$home/etc/baselib.conf" log_level)" ] || fail "etc/baselib.conf has no log_level"
