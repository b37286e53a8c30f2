# shellcheck shell=sh

# One "name=value" line for each fact about this node.
facts() {
  echo "host=$(uname -n)"
  echo "system=$(uname -s) $(uname -r)"
  echo "cpus=$(getconf _NPROCESSORS_ONLN)"
}
