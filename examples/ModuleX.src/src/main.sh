# shellcheck shell=sh

main() {
  home=$(cd "$(dirname "$0")/.." && pwd)
  settings=$home/etc/modulex-client.conf
  case ${1:-} in
    --version) echo "modulex-client $MODULEX_VERSION" ;;
    facts) facts ;;
    report) report ;;
    check) check ;;
    *) fail 'usage: modulex-client --version | facts | report | check' ;;
  esac
}

# Adds the facts to the log.
report() {
  use_baselib
  log=$(log_file)
  facts | while IFS= read -r fact; do
    baselib_log "$log" info "$fact"
  done
}

# Could a report be made here?
check() {
  use_baselib
  log_file > /dev/null
}

log_file() {
  [ -f "$settings" ] || fail "$settings is missing"
  log_name=$(baselib_setting "$settings" log_file)
  [ -n "$log_name" ] || fail "$settings has no log_file"
  echo "$home/$log_name"
}

# BaseLib is installed beside this module.
use_baselib() {
  baselib=$home/../baselib/lib/baselib.sh
  [ -f "$baselib" ] || fail "BaseLib is not installed: $baselib is missing"
  # shellcheck source=/dev/null
  . "$baselib"
}

fail() {
  echo "modulex-client: $*" >&2
  exit 1
}
