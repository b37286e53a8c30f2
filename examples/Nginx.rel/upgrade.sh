#!/bin/sh
# Upgrades Nginx: what deploy.sh does, but settings that were changed on the node are kept beside the new ones.
set -eu

cd "$(dirname "$0")"
settings=${ROOT:-}/opt/nginx/conf/nginx.conf

if [ ! -f "$settings" ]; then
  echo "Nginx: nothing to upgrade, $settings is missing; run deploy.sh" >&2
  exit 1
fi
cmp -s etc/nginx.conf "$settings" || cp -p "$settings" "$settings.previous"

exec ./deploy.sh
