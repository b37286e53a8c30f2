#!/bin/sh
# Receives a bundle on the control node and makes it the current generation of its project.
#
#   receive.sh --root DIR --project NAME [--accept tags|developer] [--wait SECONDS] [--stale-after SECONDS]
#
# The pipe sends this text along; installed as a forced command (examples/control-node) it pins a key to one project.
# It speaks with the pipe over stdin and stdout, line by line, and for people over stderr; SSH_ORIGINAL_COMMAND is never
# looked at. Nothing of tagship has to be there: sh, tar, sha256sum, mv -T, sync and the usual small tools.
#
# What makes it safe: all that changes something is one rename out of this run's own folder (incoming.*), and whoever
# takes the lock removes the folders of all others. A run that was thought to be dead and is not can no longer switch.
set -u
umask 022
LC_ALL=C
export LC_ALL

protocol=1
kept=10
root='' project='' accept='any' wait=900 stale_after=120
incoming='' mine='' number='' said=''
# A line of the history by its schema, in the order in which the pipe writes it: nothing in it can be said twice.
json_text='"([^"\[:cntrl:]]|[\](["\/bfnrt]|u[0-9a-f]{4}))*"' json_number='(0|[1-9][0-9]{0,15})'
line_form='^[{]"schema":1,"generation":[1-9][0-9]{0,8},"release":"[0-9A-Za-z][0-9A-Za-z._+-]{0,127}"'
line_form="$line_form,\"kind\":\"(release|rollback)\",\"contentSha256\":\"[0-9a-f]{64}\",\"recordBuild\":$json_number"
line_form="$line_form,\"build\":$json_number,\"highestBuild\":$json_number,\"repositoryUuid\":$json_text"
line_form="$line_form,\"commit\":$json_text,\"at\":$json_text,\"by\":${json_text}[}]\$"

say() { printf '@tagship %s\n' "$*"; }
tell() { printf '%s\n' "$*" >&2; }
fail() {
  tell "$*"
  exit 1
}
newline='
'
# Runs what needs room on the disk. `said`: what the system says where there is none; it goes into no file for that.
tried() {
  said=$("$@" 2>&1) && return
  said=${said%%"$newline"*}
  return 1
}

free_lock() {
  if [ -n "$mine" ] && [ "$(readlink lock 2>/dev/null)" = "$mine" ]; then rm -f lock; fi
}
finish() {
  status=$?
  trap '' EXIT HUP INT TERM PIPE
  if [ -n "$incoming" ]; then rm -rf "$incoming"; fi
  free_lock
  exit "$status"
}

# The start time of a process tells it from a later one of the same number (proc(5)).
start_of() {
  line=''
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null
  # shellcheck disable=SC2086
  set -- ${line##*) }
  echo "${20:-}"
}
boot_id() {
  line=none
  { IFS= read -r line </proc/sys/kernel/random/boot_id; } 2>/dev/null
  echo "$line"
}
field() {
  for word in $2; do
    case $word in "$1="*) echo "${word#*=}" ;; esac
  done
}

# Whether the holder of a lock is known to be gone. Of another machine that is never known.
is_gone() {
  [ "$(field host "$1")" = "$host" ] || return 1
  [ "$(field boot "$1")" = "$boot" ] || return 0
  holder=$(field pid "$1")
  if [ -d /proc/self ]; then
    [ "$(start_of "$holder")" != "$(field start "$1")" ]
  else
    ! kill -0 "$holder" 2>/dev/null
  fi
}

# One at a time removes a stale lock: what it removes is the very lock that was seen to be stale.
take_over() {
  claim="takeover.$(field in "$1")"
  if ! ln -s "$mine" "$claim" 2>/dev/null; then
    other=$(readlink "$claim" 2>/dev/null)
    if [ -n "$other" ] && is_gone "$other"; then rm -f "$claim"; fi
    return 1
  fi
  if [ "$(readlink lock 2>/dev/null)" = "$1" ]; then
    rm -f lock
    tell "took over the lock of $1: $2"
  fi
  rm -f "$claim"
}

take_lock() {
  seen='' quiet=0 waited=0 refused=0
  until ln -s "$mine" lock 2>/dev/null; do
    held=$(readlink lock 2>/dev/null)
    if [ -z "$held" ]; then
      # freed meanwhile, or it cannot be made at all
      refused=$((refused + 1))
      if [ "$refused" -ge 20 ]; then fail "the lock $PWD/lock cannot be taken: $(ln -s "$mine" lock 2>&1)"; fi
      continue
    fi
    refused=0
    if is_gone "$held" && take_over "$held" 'its holder is gone'; then continue; fi
    now="$held $(ls -l "$(field in "$held")" 2>/dev/null)"
    if [ "$now" != "$seen" ]; then
      seen=$now quiet=0
    elif [ "$quiet" -ge "$stale_after" ] && take_over "$held" "nothing came of it for $stale_after s"; then
      continue
    fi
    if [ "$waited" -ge "$wait" ]; then fail "the lock is held by $held; gave up after $wait s"; fi
    if [ $((waited % 10)) -eq 0 ]; then tell "waits for the lock of $held"; fi
    sleep 1
    quiet=$((quiet + 1)) waited=$((waited + 1))
  done
  if [ "$(readlink lock 2>/dev/null)" != "$mine" ]; then fail "$PWD/lock is not a lock of tagship; look what it is, and remove it"; fi
}
require_lock() {
  if [ "$(readlink lock 2>/dev/null)" != "$mine" ]; then fail 'the lock was taken over by another run; this one ends without a change'; fi
}

# While a step works and has nothing to say, its folder changes, so that others see that it lives: five times as long as
# they would wait, and no longer, for a disk may hang for ever. It ends by itself when the folder is gone.
beat() {
  pause=$(((stale_after + 7) / 8))
  (
    trap - EXIT HUP INT TERM PIPE
    beats=0
    while [ "$beats" -lt 40 ] && kill -0 $$ 2>/dev/null && echo >>"$incoming/beats"; do
      sleep "$pause"
      beats=$((beats + 1))
    done
  ) </dev/null >/dev/null 2>&1 &
}
# A disk may tell only now that it has no room. Some systems know no sync of one disk, and of all of them none complains.
make_durable() {
  tried sync -f "$1" && return
  case $said in *': No space left on device' | *': Disk quota exceeded' | *': Input/output error') return 1 ;; esac
  sync
}

# Those without which nothing works, looked at before the lock is taken.
check_tools() {
  for tool in tar sha256sum mv ln readlink sync find grep sed tail sort uniq cat ls rm mkdir date uname sleep id; do
    command -v "$tool" >/dev/null 2>&1 || fail "there is no $tool on the control node; the receive step needs it"
  done
}
make_links() { mkdir "$incoming/a" && ln -s a "$incoming/b" && ln -s . "$incoming/c"; }
check_mv() {
  tried make_links || fail "$PWD cannot be written to by $(id -un) ($said)"
  if ! mv -T "$incoming/c" "$incoming/b" || [ "$(readlink "$incoming/b")" != . ]; then
    fail 'mv -T of the control node does not replace a link; GNU coreutils or busybox are needed'
  fi
  rm -rf "$incoming/a" "$incoming/b"
}

# With -n by number, so that a user without a name is known too.
# shellcheck disable=SC2012
owner_of() { ls "$1" "$2" | { read -r _ _ owner _ && echo "$owner"; }; }
nearest_of() {
  path=$1
  until [ -z "$path" ] || [ -e "$path" ] || [ -L "$path" ]; do path=${path%/*}; done
  echo "${path:-/}"
}

# Root can write anywhere, and what it makes in the folder of another user that one cannot go on with.
check_owner() {
  if [ ! -d "$1" ] || [ "$(owner_of -ldLn "$1")" = "$(id -u)" ]; then return; fi
  owner=$(owner_of -ldL "$1")
  if [ "$(id -u)" -eq 0 ]; then
    fail "$1 belongs to $owner, and what root makes there $owner cannot go on with; hand over as $owner"
  elif [ ! -w "$1" ] && [ -d "$root/$project" ]; then
    fail "$1 belongs to $owner, and $(id -un) cannot write to it; hand over as $owner, or give it to $(id -un): chown -R $(id -un) $root/$project"
  fi
}

lines_of() {
  while IFS= read -r line || [ -n "$line" ]; do say "$1 $line"; done
}
current_of() {
  at=$(readlink current 2>/dev/null)
  case $at in
    generations/[0-9]*) [ -d "$at" ] && echo "${at#generations/}" ;;
  esac
}
numbers() {
  for path in generations/[0-9][0-9][0-9][0-9][0-9][0-9]*; do
    case ${path#generations/} in *[!0-9]*) ;; *) echo "${path#generations/}" ;; esac
  done | sort -n
}

tell_state() {
  if [ -e current ] && [ ! -L current ]; then fail "$PWD/current is not a link; it is not of tagship"; fi
  told=$(current_of)
  if [ -z "$told" ] && [ -L current ]; then tell "current points to $(readlink current), which is not there; it is passed over"; fi
  say "current ${told:-none}"
  say "highest $(numbers | tail -n 1)"
  if [ -n "$told" ]; then
    lines_of handoff <"generations/$told/handoff.json"
    # written by tagship with two blanks: the two parts that say what the release is and where it comes from
    sed -n -e '/^  "package": {$/,/^  }/p' -e '/^  "source": {$/,/^  }/p' "generations/$told/release.json" | lines_of record
  fi
  if [ -f history ]; then
    tail -n 1 history | lines_of history
    grep -F -e "\"release\":\"$release\"," -e "\"build\":$build," history | tail -n 1000 | lines_of history
  fi
  if [ -f accept-repository ]; then lines_of accepts <accept-repository; fi
  say ready
}

# The number of that name in a line of the history: in a text of it the quotes would have a backslash.
number_in() { sed -n "s/.*,\"$1\":\\([0-9]*\\),.*/\\1/p"; }
last_written() { tail -n 1 history 2>/dev/null | grep -E -e "$line_form" | number_in generation; }

# Numbers go up by one: none goes back, and none leaps to where no room is left.
check_number() {
  case $number in
    '' | *[!0-9]* | ??????????* | ????? | ???? | ??? | ?? | ?) fail "$number is not the number of a generation; nothing was changed" ;;
  esac
  generation=$((1$number - 1$(printf "%0${#number}d" 0)))
  before=$((generation - 1)) highest=$(numbers | tail -n 1) written=$(last_written)
  if [ "$number" = "$(printf %06d "$generation")" ] &&
    [ "$generation" -gt "${highest:-0}" ] && [ "$generation" -gt "${written:-0}" ] &&
    { [ "$before" -eq "${highest:-0}" ] || grep -qF -e "\"generation\":$before," history 2>/dev/null; }; then
    return
  fi
  if [ "${written:-0}" -gt "${highest:-0}" ]; then highest=$written; fi
  fail "generation $number does not follow generation ${highest:-none}; nothing was changed"
}

# One line of this hand-off; before it that of current, where the history lacks it.
check_lines() {
  if grep -q -v -E -e "$line_form" "$incoming/lines"; then fail 'a line for the history is none; nothing was changed'; fi
  kinds=''
  while IFS= read -r line; do
    highest=$(printf '%s\n' "$line" | number_in highestBuild)
    case $line in
      '{"schema":1,"generation":'"$generation,\"release\":\"$release\","*",\"build\":$build,"*) kinds="$kinds own" ;;
      *) is_of_current && kinds="$kinds current" || kinds="$kinds other" ;;
    esac
    # a higher one than ever was would make every later build late
    if ! printf '%s\n' "$line" | grep -qF -e ",\"build\":$highest," && ! grep -qF -e "\"highestBuild\":$highest," history 2>/dev/null &&
      ! grep -qxF -e "    \"build\": $highest," "generations/$told/handoff.json" 2>/dev/null; then
      kinds="$kinds other"
    fi
  done <"$incoming/lines"
  case $kinds in
    ' own' | ' current own') ;;
    *) fail 'the lines for the history are not of this hand-off; nothing was changed' ;;
  esac
}
is_of_current() {
  [ -n "$told" ] && [ "${written:-0}" -lt "$told" ] &&
    [ "$(printf '%s\n' "$line" | number_in generation)" -eq "$told" ] &&
    grep -qxF -e "  \"release\": $(printf '%s\n' "$line" | sed 's/.*,"release":\("[^"]*"\),"kind":.*/\1/')," "generations/$told/handoff.json" &&
    grep -qxF -e "    \"build\": $(printf '%s\n' "$line" | number_in build)," "generations/$told/handoff.json"
}

store_bundle() { cat >"$incoming/bundle.tar"; }
unpack_bundle() { mkdir "$incoming/bundle" && cd "$incoming/bundle" && tar -xof ../bundle.tar; }
# What is listed is held in memory: a list that finds no room on the disk would look like a bundle that is not whole.
receive_bundle() {
  tried store_bundle || fail "the bundle could not be stored in $PWD ($said); is the disk full?"
  beat
  if ! { entries=$(tar -tvf "$incoming/bundle.tar") && names=$(tar -tf "$incoming/bundle.tar"); }; then
    fail 'the bundle did not arrive whole; nothing was changed'
  fi
  wrong=$(printf '%s\n' "$entries" | grep -v -e '^-rw-r--r-- ' -e '^-rwxr-xr-x ' -e '^drwxr-xr-x ')
  if [ -n "$wrong" ]; then
    tell "$wrong"
    fail 'the bundle holds what is no plain file of mode 0644 or 0755; nothing was changed'
  fi
  wrong=$(
    printf '%s\n' "$names" | grep -e '^/' -e '^\.\.$' -e '^\.\./' -e '/\.\./' -e '/\.\.$'
    printf '%s\n' "$names" | sort | uniq -d
  )
  if [ -n "$wrong" ]; then
    tell "$wrong"
    fail 'the bundle has a path that leads out of it, or the same path twice; nothing was changed'
  fi
  tried unpack_bundle || fail "the bundle could not be unpacked in $PWD ($said); is the disk full?"
}

# In a subshell: what fails in it leaves this run where it is.
check_bundle() {
  cd "$incoming/bundle" || exit 1
  if [ ! -f SHA256SUMS ]; then fail 'the bundle did not arrive whole: it has no SHA256SUMS; nothing was changed'; fi
  if [ -n "$(find . ! -type f ! -type d -o -type f -links +1)" ]; then fail 'the bundle holds a link; nothing was changed'; fi
  sums=$(grep -c -E '^\\?[0-9a-f]{64}  .' SHA256SUMS)
  if [ "$(printf '%s\n' "$entries" | grep -c '^-')" -ne $((sums + 1)) ] || [ "$(grep -c '' SHA256SUMS)" -ne "$sums" ]; then
    fail 'SHA256SUMS does not list every file of the bundle once; nothing was changed'
  fi
  # some tars drop the beginning of a path that leads out, and do not list it
  if grep -q -E '^\\?[0-9a-f]{64}  (/|([^/]*/)*\.\.(/|$))' SHA256SUMS; then fail 'SHA256SUMS has a path that leads out of the bundle; nothing was changed'; fi
  said=$(sha256sum -c SHA256SUMS 2>&1) || {
    printf '%s\n' "$said" | grep -v ': OK$' >&2
    fail 'a file of the bundle is not what SHA256SUMS says; nothing was changed'
  }
  # exactly one line each, so that no second meaning can be read out of it
  named=$(grep -vxF '  "kind": "release",' handoff.json | grep -c -e '"project"' -e '"release"' -e '"generation"')
  if [ "$named" -ne 3 ] || grep -q '[\]' handoff.json ||
    ! grep -qxF "  \"project\": \"$project\"," handoff.json || ! grep -qxF "  \"release\": \"$release\"," handoff.json ||
    ! grep -qxF "  \"generation\": $generation," handoff.json ||
    ! grep -qxF '  "kind": "dist",' release.json || ! grep -qxF "  \"name\": \"$project\"," release.json ||
    ! grep -qxF "  \"folder\": \"$release\"," release.json; then
    fail "handoff.json or release.json is not of $project $release in generation $number; nothing was changed"
  fi
}

write_history() { { if [ -f history ]; then cat history; fi && cat "$incoming/lines"; } >"$incoming/history"; }
switch_to() {
  if ! tried write_history || ! tried ln -s "generations/$number" "$incoming/current"; then
    fail "the history could not be written in $PWD ($said); is the disk full?"
  fi
  make_durable "$incoming" || fail "the bundle could not be written through to the disk of $PWD ($said); nothing was changed"
  say durable
  require_lock
  if [ "$(current_of)" != "$told" ]; then fail 'current was switched by somebody else meanwhile; nothing was changed'; fi
  tried mv -T "$incoming/bundle" "generations/$number" ||
    fail "generation $number cannot be put in its place in $PWD ($said); nothing was changed"
  make_durable generations || fail "generation $number could not be written through to the disk of $PWD ($said); it is not in use"
  require_lock
  tried mv -T "$incoming/current" current ||
    fail "current could not be switched in $PWD ($said); generation $number is there and not in use"
  say "switched $number"
  tried mv -T "$incoming/history" history || tell "the history could not be written in $PWD ($said); the next hand-off adds the line"
  make_durable . || tell "what was switched could not be written through to the disk of $PWD ($said)"
}

# The newest stay, and current, the one before it, and those that a roll-out has marked by a file in-use/NUMBER*.
prune() {
  newest=$(numbers | tail -n "$kept" | while IFS= read -r line; do printf '%s ' "$line"; done)
  for old in $(numbers); do
    case " $newest$number $told " in *" $old "*) continue ;; esac
    for mark in "in-use/$old" "in-use/$old".*; do
      if [ -e "$mark" ]; then continue 2; fi
    done
    # out of sight first: a generation is whole or not there
    if ! { mv -T "generations/$old" "$incoming/removed" && rm -rf "$incoming/removed"; }; then tell "generation $old could not be removed"; fi
  done
}

while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || fail "$1 lacks its value"
  case $1 in
    --root) root=$2 ;;
    --project) project=$2 ;;
    --accept) accept=$2 ;;
    --wait) wait=$2 ;;
    --stale-after) stale_after=$2 ;;
    *) fail "$1 is unknown; there are --root, --project, --accept, --wait and --stale-after" ;;
  esac
  shift 2
done
case $root in /*) ;; *) fail "--root '$root' is not an absolute path" ;; esac
case $project in '' | [!0-9A-Za-z]* | *[!0-9A-Za-z._-]*) fail "--project '$project' is not the name of a project" ;; esac
case $accept in any | tags | developer) ;; *) fail "--accept '$accept' is neither tags nor developer" ;; esac
case $wait$stale_after in *[!0-9]*) fail '--wait and --stale-after take seconds' ;; esac
check_tools

say "hello $protocol $project $accept"
# of a forced command, which the other side does not know
say "root $root"
IFS= read -r line || fail 'the pipe said nothing'
# shellcheck disable=SC2086
set -f && set -- $line && set +f
asked=${1:-}
case $asked:${2:-} in
  begin:"$protocol" | look:"$protocol") ;;
  *) fail "the pipe speaks another protocol than $protocol: install the receive.sh of its version" ;;
esac
release=${3:-} build=${4:-} by=${5:-}
case $release in '' | [!0-9A-Za-z]* | *[!0-9A-Za-z._+-]*) fail 'the pipe named no release' ;; esac
case $build in '' | *[!0-9]*) fail 'the pipe named no build' ;; esac
case $by in *[!0-9A-Za-z._:@/-]*) fail 'the pipe named nobody' ;; esac
case $accept:$release in
  tags:developer) fail 'this key hands over tags only, and this is the developer build' ;;
  developer:developer | tags:* | any:*) ;;
  *) fail "this key hands over developer builds only, and this is $release" ;;
esac

place=$(nearest_of "$root/$project")
check_owner "$place"
check_owner "$root/$project/generations"
if [ "$asked" = look ]; then
  # a dry run: no lock is taken, and what is made to see whether anything can be is removed at once
  trap finish EXIT
  trap 'exit 1' HUP INT TERM PIPE
  incoming="${place%/}/incoming.$$.$(start_of $$).$(date +%s)"
  if ! tried mkdir "$incoming"; then
    incoming=''
    fail "$root/$project cannot be made or written to by $(id -un) ($said)"
  fi
  rm -rf "$incoming"
  incoming=''
  if cd "$root/$project" 2>/dev/null && [ -d generations ]; then
    tell_state
  else
    say 'current none'
    say ready
  fi
  exit 0
fi
tried mkdir -p "$root/$project/generations" || fail "$root/$project cannot be made by $(id -un) ($said)"
cd "$root/$project" || fail "$root/$project cannot be entered by $(id -un)"
host=$(uname -n) boot=$(boot_id)
own="incoming.$$.$(start_of $$).$(date +%s)"
mine="in=$own host=$host boot=$boot pid=$$ start=$(start_of $$) since=$(date -u +%Y-%m-%dT%H:%M:%SZ) by=$by"
trap finish EXIT
trap 'exit 1' HUP INT TERM PIPE
take_lock
incoming=$own
tried mkdir "$incoming" || fail "$PWD cannot be written to by $(id -un) ($said)"
remove_others() {
  for other in incoming.* takeover.*; do
    if [ "$other" = "$incoming" ]; then continue; fi
    # out of its reach first: one that is not dead may make a generation of what is left of it
    if [ -d "$other" ] && mv -T "$other" "$incoming/gone.$other" 2>/dev/null; then other="$incoming/gone.$other"; fi
    rm -rf "$other"
  done
}
remove_others
check_mv
tell_state
# again: one that had the lock may have gone on until it was told of
remove_others

begin_lines() { : >"$incoming/lines"; }
tried begin_lines || fail "the history could not be written in $PWD ($said); is the disk full?"
add_line() { printf '%s\n' "${line#history }" >>"$incoming/lines"; }
while :; do
  IFS= read -r line || fail 'the pipe has gone; nothing was changed'
  case $line in
    'history {'*'}') tried add_line || fail "the history could not be written in $PWD ($said); is the disk full?" ;;
    'bundle '*) break ;;
    abandon) exit 0 ;;
    *) fail 'the pipe said what is not understood; nothing was changed' ;;
  esac
done
number=${line#bundle }
check_number
check_lines
# between the parts of the work that may take long: the pipe ends a step that says nothing for a quarter of an hour
receive_bundle
say received
(check_bundle) || exit 1
say checked
switch_to
prune
say "done $number"
