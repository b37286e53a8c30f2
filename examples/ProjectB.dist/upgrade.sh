#!/bin/sh
# Upgrades this node to this release by hand: on an active node tagship-node changes only what differs.
set -eu
exec tagship-node apply --bundle "$(dirname "$0")" "$@"
