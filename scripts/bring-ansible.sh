#!/usr/bin/env bash
# Brings the Ansible of another Debian, to run tests with, and prints the folder of its ansible-playbook. Nothing is
# installed: it lies in ~/.cache/tagship/ansible, which may be removed at any time.
#
#     TAGSHIP_ANSIBLE=$(scripts/bring-ansible.sh) npx vitest run control/ansible
#     scripts/bring-ansible.sh SUITE PYTHON     default: trixie, /usr/bin/python3; sid wants a newer Python than Debian 12's
#
# It comes by apt-get from where this machine has its own packages, signed by Debian; what apt-get knows of other packages
# stays as it is. Needs: python3 debian-archive-keyring
set -euo pipefail

suite=${1:-trixie}
python=$(command -v "${2:-/usr/bin/python3}")
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
kept=${XDG_CACHE_HOME:-$HOME/.cache}/tagship/ansible/$suite

# shellcheck disable=SC2016 # apt-get replaces these names
mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
  sed -n 's/^Debian main //p' | head -n 1)
if [ -z "$mirror" ]; then
  echo 'apt-get of this machine knows no Debian' >&2
  exit 1
fi

mkdir -p "$kept"
work=$(mktemp -d "$kept/work-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{state/lists/partial,cache/archives/partial,debs,program,libraries}
: >"$work/state/status"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
apt() {
  timeout 120 apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$work/state" -o Dir::State::status="$work/state/status" -o Dir::Cache="$work/cache" \
    -o APT::Sandbox::User= -o Acquire::Languages=none -o Acquire::Retries=1 -o Acquire::http::Timeout=15 \
    -o APT::Update::Error-Mode=any "$@" </dev/null >&2
}
apt update
(cd "$work/debs" && apt download ansible-core python3-{jinja2,markupsafe,packaging,resolvelib,yaml})

for deb in "$work"/debs/*.deb; do
  case $deb in
    */ansible-core_*) dpkg-deb -x "$deb" "$work/program" ;;
    *) dpkg-deb -x "$deb" "$work/libraries" ;;
  esac
done
# Python's own libraries come first, where it has them: those that were brought lack what is compiled for another Python
mkdir "$work/bin"
cat >"$work/bin/ansible-playbook" <<PY
#!$python
import os
import sys

FOLDER = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path.insert(0, FOLDER + '/program/usr/lib/python3/dist-packages')
sys.path.append(FOLDER + '/libraries/usr/lib/python3/dist-packages')
from ansible.cli.playbook import main

sys.exit(main())
PY
chmod 755 "$work/bin/ansible-playbook"
version=$(LC_ALL=C.UTF-8 "$work/bin/ansible-playbook" --version | sed -n '1s/.*\[core \(.*\)\]$/\1/p')
if [ -z "$version" ]; then
  echo "the ansible-playbook of $suite does not run with $python" >&2
  exit 1
fi

rm -rf "$work"/{state,cache,debs,sources.list} "${kept:?}/$version"
mv "$work" "$kept/$version"
echo "$kept/$version/bin"
