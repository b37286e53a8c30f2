#!/usr/bin/env bash
# Makes a stand-in for the image that the Dockerfile builds on, of Debian's packages and of the Node of this project,
# for machines that reach no image registry:
#
#     stand-in-base.sh FOLDER IMAGE NODE
#
# FOLDER becomes a store of images that only these tests use: nobody finds a stand-in under the name of the real image
# elsewhere. It is made once; where FOLDER has the image nothing is done. FOLDER/podman is podman on that store.
#
# It needs root, and: apt-get install --no-install-recommends podman buildah runc netavark debootstrap
set -euo pipefail

folder=$1
image=$2
node=$3
suite=bookworm

main() {
  mkdir -p "$folder"
  write_configuration
  if "$folder/podman" image exists "$image"; then
    return
  fi
  root=$(mktemp -d "$folder/root-XXXXXX")
  trap 'rm -rf "$root"' EXIT
  install_debian
  slim_down
  install -m 755 "$node" "$root/usr/local/bin/node"
  tar -C "$root" --numeric-owner -c . |
    "$folder/podman" import --quiet --change 'CMD ["node"]' \
      --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$image" >/dev/null
}

# crun refuses machines whose control groups are of both versions, there is no systemd in a container, and podman's own
# limits are above those of a machine that may not raise them.
write_configuration() {
  cat >"$folder/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
CONF
  # what podman knows of running containers must not outlive a start of the machine
  cat >"$folder/podman" <<SH
#!/bin/sh
CONTAINERS_CONF='$folder/containers.conf' exec podman --root '$folder/images' \
  --runroot '/run/tagship-$(printf %s "$folder" | cksum | cut -d ' ' -f 1)' "\$@"
SH
  chmod +x "$folder/podman"
}

# From where this machine has its own packages.
install_debian() {
  local mirror proxy=
  # shellcheck disable=SC2016 # apt-get replaces these names
  mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(SITE)' 'Created-By: Packages' |
    sed -n "s/^$suite main //p" | head -n 1)
  if [ -z "$mirror" ]; then
    echo "apt-get of this machine knows no Debian $suite, of which the base is made" >&2
    exit 1
  fi
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  if ! http_proxy=${proxy:-${http_proxy-}} debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$folder/log" 2>&1
  then
    echo "debootstrap failed; its log ends with:" >&2
    tail -n 20 "$folder/log" >&2
    exit 1
  fi
}

# As Debian's own slim images: without manuals, translations and what apt fetched, and so are packages to come.
slim_down() {
  (cd "$root" && rm -rf var/cache/apt/*.bin var/cache/apt/archives/*.deb var/lib/apt/lists/* var/log/*.log \
    usr/share/{doc,info,locale,man}/*)
  printf 'path-exclude /usr/share/%s/*\n' doc info locale man >"$root/etc/dpkg/dpkg.cfg.d/slim"
  printf '%s\n' 'APT::Keep-Downloaded-Packages "false";' 'Dir::Cache::pkgcache "";' 'Dir::Cache::srcpkgcache "";' \
    'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };' >"$root/etc/apt/apt.conf.d/clean"
}

main
