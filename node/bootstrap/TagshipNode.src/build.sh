#!/bin/sh
# Makes tagship-node/ for one platform: the program of the version in VERSION, and the Node.js that it runs on.
#
#     build.sh linux-x64
#
# Both come from npm, which verifies them by the digests of its registry. Nothing of them is run here.
set -eu

cd "$(dirname "$0")"
platform=${1:?a platform, e.g. linux-x64}
version=$(cat VERSION)
node_version=$(cat NODE_VERSION)

# A release is never changed again, so a program that would name another version must not get that far.
if [ -n "${BITBUCKET_TAG:-}" ] && [ "$BITBUCKET_TAG" != "$version" ]; then
  echo "build.sh: the tag is $BITBUCKET_TAG but VERSION says $version" >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# --force: the platform is that of the nodes, not that of this machine
npm install --prefix "$work" --ignore-scripts --no-save --no-audit --no-fund --force --loglevel=error \
  "tagship@$version" "node-$platform@$node_version"

rm -rf tagship-node
mkdir tagship-node
cp "$work/node_modules/node-$platform/bin/node" tagship-node/node
cp "$work/node_modules/tagship/dist/tagship-node.mjs" tagship-node/tagship-node.mjs
chmod 0755 tagship-node/node
chmod 0644 tagship-node/tagship-node.mjs
echo "build.sh: tagship-node $version with Node.js $node_version for $platform"
