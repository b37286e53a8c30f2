#!/bin/sh
# The beginning of a node: brings the newest tagship-node, and the Node.js that it runs on, from the project's store, and
# calls it with the arguments given. It stands in an image or in user-data and need not change again.
#
#     tagship-start.sh apply --bundle DIR
#
# Settings come from the environment, or from /etc/tagship/start.conf (lines NAME=value), which wins:
#   TAGSHIP_BUCKET    the store's bucket; the only one that has to be there
#   TAGSHIP_REGION    default us-east-1
#   TAGSHIP_ENDPOINT  of a store that is not AWS, e.g. https://s3.example.com
#   TAGSHIP_VERSION   this version of tagship-node, and no newer one; default: the newest release
#   TAGSHIP_HOME      where it is kept; default /opt/tagship
#   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN  on a machine without a role: read-only keys
# Needed: sh, tar, gzip, sha256sum, and the AWS CLI or curl 7.75. Without the CLI the keys are those of the environment,
# or of the instance's role. What is there already is used when the store is down, and is replaced by newer ones only.
set -eu
umask 022

module=TagshipNode
conf=${TAGSHIP_CONF:-/etc/tagship/start.conf}
if [ -r "$conf" ]; then
  set -a
  # shellcheck disable=SC1090
  . "$conf"
  set +a
fi
home=${TAGSHIP_HOME:-/opt/tagship}
bucket=${TAGSHIP_BUCKET:-}
region=${TAGSHIP_REGION:-us-east-1}
endpoint=${TAGSHIP_ENDPOINT:-}
endpoint=${endpoint%/}
wanted=${TAGSHIP_VERSION:-}
case $(uname -m) in
  x86_64 | amd64) platform=linux-x64 ;;
  aarch64 | arm64) platform=linux-arm64 ;;
  *) platform=linux-$(uname -m) ;;
esac
program=tagship-node-$platform
work=

say() { echo "tagship-start: $*" >&2; }
fail() {
  say "$*"
  return 1
}

main() {
  trap 'tidy' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$home/releases"
  # what a run left behind that was killed
  find "$home/releases" -maxdepth 1 -name 'unfinished.*' -mmin +120 -exec rm -rf {} +
  installed=$(installed_version)
  if ! bring; then
    [ -n "$installed" ] || { say "there is no tagship-node on this machine, and none could be brought"; exit 1; }
    say "going on with tagship-node $installed, which is here"
  fi
  release=$home/releases/$(installed_version)
  tidy
  trap - EXIT
  exec "$release/tagship-node/node" "$release/tagship-node/tagship-node.mjs" "$@"
}

tidy() { [ -z "$work" ] || rm -rf "$work"; }

# The version in use, and after a power cut that left no name of it the newest that is here; nothing where none is whole.
installed_version() {
  named=
  if [ -r "$home/current" ]; then read -r named <"$home/current" || :; fi
  for version in "$named" "$wanted" $(versions_here); do
    if is_whole "$version"; then
      echo "$version"
      return
    fi
  done
}

versions_here() { for release in "$home/releases"/*; do echo "${release##*/}"; done | newest_first; }

is_whole() {
  is_version "$1" && [ -x "$home/releases/$1/tagship-node/node" ] &&
    [ -s "$home/releases/$1/tagship-node/node" ] && [ -s "$home/releases/$1/tagship-node/tagship-node.mjs" ]
}

# Only plain releases such as 1.2.3: a version becomes part of paths and addresses.
is_version() { printf '%s\n' "$1" | grep -Eqx '[0-9]{1,9}(\.[0-9]{1,9}){1,3}' && [ "$(printf '%s' "$1" | wc -l)" -eq 0 ]; }

# The versions of the standard input, newest first.
newest_first() {
  grep -Ex '[0-9]{1,9}(\.[0-9]{1,9}){1,3}' |
    awk -F. '{ printf "%09d%09d%09d%09d %s\n", $1, $2, $3, $4, $0 }' | sort -r | cut -d' ' -f2
}

# Brings what is newer than what is here. Fails with a reason; what is here stays as it is.
bring() {
  [ -n "$bucket" ] || { fail "TAGSHIP_BUCKET is not set"; return; }
  work=$(mktemp -d "$home/releases/unfinished.XXXXXX") || { fail "cannot write in $home"; return; }
  if [ -n "$wanted" ]; then
    is_version "$wanted" || { fail "TAGSHIP_VERSION is no release: $wanted"; return; }
    versions=$wanted
  else
    list_versions >"$work/versions" || return
    # a release whose record is not there yet is not whole: the one before it is taken
    versions=$(newest_first <"$work/versions" | head -n 3)
    [ -n "$versions" ] || { fail "there is no release of $module in $bucket, or it may not be listed; TAGSHIP_VERSION names one"; return; }
  fi
  for version in $versions; do
    [ "$version" != "$installed" ] || return 0
    if [ -n "$installed" ] && [ -z "$wanted" ] &&
      [ "$(printf '%s\n%s\n' "$version" "$installed" | newest_first | head -n 1)" = "$installed" ]; then
      return 0
    fi
    if fetch "$module/$version/$program.src.json" "$work/record" 16777216; then
      install_version "$version"
      return
    fi
  done
  fail "$bucket has no record of $program in any of: $(echo "$versions" | tr '\n' ' ')"
}

# Fetches the package that the record vouches for, verifies it, tries it, and puts it in use by one rename.
install_version() {
  version=$1
  package=$(tr -d '\n' <"$work/record" | sed -n 's/.*"package": *{\([^}]*\)}.*/\1/p')
  key=$(printf '%s' "$package" | sed -n 's/.*"key": *"\([^"]*\)".*/\1/p')
  sha256=$(printf '%s' "$package" | sed -n 's/.*"sha256": *"\([0-9a-f]\{64\}\)".*/\1/p')
  size=$(printf '%s' "$package" | sed -n 's/.*"size": *\([0-9]\{1,10\}\)[,} ].*/\1/p')
  if [ "$key" != "$module/$version/$program.tar.gz" ] || [ -z "$sha256" ] || [ -z "$size" ]; then
    fail "the record of $program $version is not one that can be read"
    return
  fi
  fetch "$key" "$work/package.tar.gz" "$size" || return
  if [ "$(wc -c <"$work/package.tar.gz")" -ne "$size" ] || [ "$(sha256sum <"$work/package.tar.gz")" != "$sha256  -" ]; then
    fail "$key is not what its record says; nothing of it was used"
    return
  fi
  # mv puts it into a folder that another run has just made: by a name that can be removed again
  unpacked=$work/${work##*/}
  mkdir "$unpacked" || { fail "cannot write in $home"; return; }
  unpack "$work/package.tar.gz" "$unpacked" "$((size * 20 + 16777216))" || { fail "$key cannot be unpacked"; return; }
  "$unpacked/tagship-node/node" "$unpacked/tagship-node/tagship-node.mjs" --version >/dev/null ||
    { fail "tagship-node $version does not run on this machine"; return; }
  sync
  # another run may have brought it meanwhile
  rm -rf "$home/releases/$version.broken"
  if [ -e "$home/releases/$version" ] && ! is_whole "$version"; then
    mv "$home/releases/$version" "$home/releases/$version.broken"
  fi
  [ -e "$home/releases/$version" ] || mv "$unpacked" "$home/releases/$version" || { fail "cannot write in $home"; return; }
  rm -rf "$home/releases/$version/${work##*/}"
  # on the disk before it is in use
  if ! echo "$version" >"$work/current" || ! sync || ! mv -f "$work/current" "$home/current"; then
    fail "cannot write in $home"
    return
  fi
  sync
  say "tagship-node $version is here"
  prune "$version"
}

# unpack FILE FOLDER BYTES: at most so many, and every file owned by who runs this, whatever the package says.
unpack() {
  (
    ulimit -f $(($3 / 512))
    gzip -dc <"$1" | head -c "$3" | tar -xof - -C "$2"
  )
}

# What is in use and what was before stay.
prune() {
  for release in "$home/releases"/*; do
    case ${release##*/} in
      "$1" | "$installed" | unfinished.*) ;;
      *) rm -rf "$release" ;;
    esac
  done
}

# One version a line, from the folders of the module.
list_versions() {
  if has_aws; then
    with_aws s3api list-objects-v2 --bucket "$bucket" --prefix "$module/" --delimiter / \
      --query 'CommonPrefixes[].[Prefix]' --output text >"$work/list" || { fail "$bucket cannot be listed"; return; }
  else
    list_by_curl || { fail "$bucket cannot be listed"; return; }
  fi
  sed -n "s|^$module/\([^/]*\)/\$|\1|p" "$work/list"
}

# A page has at most 1000 folders.
list_by_curl() {
  after='' pages=0
  while [ "$pages" -lt 1000 ]; do
    # the parts of the query in their order, and encoded: as they are they are signed
    with_curl "?${after:+continuation-token=$after&}delimiter=%2F&list-type=2&prefix=$module%2F" "$work/answer" || return
    tr '<' '\n' <"$work/answer" >"$work/elements"
    sed -n 's/^Prefix>//p' <"$work/elements" >>"$work/list"
    after=$(sed -n '/^NextContinuationToken>/{s///;s/&lt;/</g;s/&gt;/>/g;s/&quot;/"/g;s/&amp;/\&/g;p;}' <"$work/elements" | url_encoded)
    [ -n "$after" ] || return 0
    pages=$((pages + 1))
  done
  return 1
}

url_encoded() {
  LC_ALL=C awk 'BEGIN { for (n = 1; n < 256; n++) code[sprintf("%c", n)] = sprintf("%%%02X", n) }
    { for (i = 1; i <= length($0); i++) { c = substr($0, i, 1); printf "%s", c ~ /[A-Za-z0-9._~-]/ ? c : code[c] } }'
}

# fetch KEY FILE BYTES: an object of the store, of at most so many bytes.
fetch() {
  (
    # in blocks of 512 bytes: what is longer than it should be does not fill the disk
    ulimit -f $(($3 / 512 + 16))
    if has_aws; then with_aws s3api get-object --bucket "$bucket" --key "$1" "$2" >/dev/null; else with_curl "/$1" "$2"; fi
  ) || fail "$1 cannot be fetched"
}

has_aws() { command -v aws >/dev/null 2>&1; }

with_aws() {
  AWS_DEFAULT_REGION=$region AWS_REGION=$region AWS_PAGER='' \
    aws ${endpoint:+--endpoint-url "$endpoint"} --cli-connect-timeout 20 --cli-read-timeout 60 "$@"
}

# with_curl PATH FILE. The secret stands in no command line.
with_curl() {
  find_keys || return
  {
    echo "user = \"$key_id:$secret\""
    [ -z "$token" ] || echo "header = \"x-amz-security-token: $token\""
  } | curl --config - --silent --show-error --fail --aws-sigv4 "aws:amz:$region:s3" \
    --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --connect-timeout 20 --speed-limit 1024 --speed-time 60 \
    --retry 3 --output "$2" "${endpoint:-https://s3.$region.amazonaws.com}/$bucket$1"
}

# The keys of the environment, or those of the instance's role.
find_keys() {
  key_id=${AWS_ACCESS_KEY_ID:-} secret=${AWS_SECRET_ACCESS_KEY:-} token=${AWS_SESSION_TOKEN:-}
  [ -z "$key_id" ] || [ -z "$secret" ] || return 0
  metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254}
  roles=$metadata/latest/meta-data/iam/security-credentials/
  keys=
  if session=$(ask_metadata -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/latest/api/token") &&
    role=$(ask_metadata -H "X-aws-ec2-metadata-token: $session" "$roles"); then
    keys=$(ask_metadata -H "X-aws-ec2-metadata-token: $session" "$roles$role") || keys=
  fi
  key_id=$(field AccessKeyId) secret=$(field SecretAccessKey) token=$(field Token)
  if [ -z "$key_id" ] || [ -z "$secret" ]; then
    fail "this machine has no role, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
  fi
}

# What it answers is secret, and is there on this machine only: no proxy is asked.
ask_metadata() { curl --noproxy '*' --silent --fail --connect-timeout 2 --max-time 5 "$@"; }

field() { printf '%s' "$keys" | tr -d '\n' | sed -n 's/.*"'"$1"'" *: *"\([^"]*\)".*/\1/p'; }

main "$@"
