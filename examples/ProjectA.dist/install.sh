#!/bin/sh
# Installs this release on this node by hand: on a new node tagship-node fetches, verifies and deploys every module.
set -eu
exec tagship-node apply --bundle "$(dirname "$0")" "$@"
