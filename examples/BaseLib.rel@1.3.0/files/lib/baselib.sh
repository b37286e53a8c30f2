# shellcheck shell=sh
# What every module's programs share. Read it in with: . /opt/baselib/lib/baselib.sh

# baselib_setting FILE NAME: the value of "NAME=value" in FILE; empty if it is not there.
baselib_setting() {
  sed -n "s/^$2=//p" "$1" | head -n 1
}

# baselib_log FILE LEVEL TEXT: one line with the time in UTC, at the end of FILE.
baselib_log() {
  mkdir -p "$(dirname "$1")"
  printf '%s %s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" "$3" >> "$1"
}

# baselib_json_string TEXT: TEXT as a JSON string. TEXT is one line.
baselib_json_string() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"
}
