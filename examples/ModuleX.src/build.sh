#!/bin/sh
# Builds build/bin/modulex-client from VERSION and src/, then tests what was built.
set -eu

cd "$(dirname "$0")"
version=$(cat VERSION)

# A release is never changed again, so a program that would name another version must not get that far.
if [ -n "${BITBUCKET_TAG:-}" ] && [ "$BITBUCKET_TAG" != "$version" ]; then
  echo "build.sh: the tag is $BITBUCKET_TAG but VERSION says $version" >&2
  exit 1
fi

rm -rf build
mkdir -p build/bin build/etc
{
  echo '#!/bin/sh'
  echo '# Built by build.sh; change the files in src/ instead.'
  echo 'set -eu'
  echo "MODULEX_VERSION='$version'"
  cat src/*.sh
  echo 'main "$@"'
} > build/bin/modulex-client
chmod 0755 build/bin/modulex-client
cp etc/modulex-client.conf.template build/etc/

./test/self-test.sh build/bin/modulex-client
echo "build.sh: built modulex-client $version"
