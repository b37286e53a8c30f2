#!/bin/sh
# Is ModuleX installed, in the releases that are wanted, and could it report from here?
set -eu

home=${ROOT:-}/opt/modulex
program=$home/bin/modulex-client

fail() {
  echo "ModuleX: $*" >&2
  exit 1
}

[ -f "$home/RELEASE" ] || fail "not installed: $home/RELEASE is missing"
[ -z "${REL_TAG:-}" ] || grep -qF "/$REL_TAG/" "$home/RELEASE" || fail "installed from $(cat "$home/RELEASE"), not $REL_TAG"

# A test build from the folder "developer" names the version that it is going to be.
version=$("$program" --version)
case ${SRC_TAG:-developer} in
  developer) ;;
  *) [ "$version" = "modulex-client $SRC_TAG" ] || fail "the program is $version, not $SRC_TAG" ;;
esac

"$program" check
