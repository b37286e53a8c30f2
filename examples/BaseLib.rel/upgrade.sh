#!/bin/sh
# Upgrades BaseLib: what deploy.sh does, but settings that were changed on the node are kept beside the new ones.
set -eu

cd "$(dirname "$0")"
settings=${ROOT:-}/opt/baselib/etc/baselib.conf

if [ ! -f "$settings" ]; then
  echo "BaseLib: nothing to upgrade, $settings is missing; run deploy.sh" >&2
  exit 1
fi
cmp -s etc/baselib.conf "$settings" || cp -p "$settings" "$settings.previous"

exec ./deploy.sh
