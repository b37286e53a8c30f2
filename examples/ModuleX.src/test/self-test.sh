#!/bin/sh
# Tests the built program: self-test.sh PROGRAM. BaseLib is not needed, nor is anything installed.
set -eu

program=$1

fail() {
  echo "self-test.sh: $*" >&2
  exit 1
}

[ "$("$program" --version)" = "modulex-client $(cat VERSION)" ] || fail "--version says $("$program" --version)"
"$program" facts | grep -q '^cpus=[1-9]' || fail 'facts does not count the CPUs'
if "$program" report 2> /dev/null; then fail 'report works without BaseLib'; fi
if "$program" nonsense 2> /dev/null; then fail 'an unknown command is accepted'; fi
