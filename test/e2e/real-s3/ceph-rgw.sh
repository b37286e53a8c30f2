#!/usr/bin/env bash
# A real S3 server for tests: one Ceph monitor, one OSD with its objects in memory, and one RADOS Gateway.
#
#     ceph-rgw.sh NAME:ACCESS_KEY_ID:SECRET...
#
# makes a user of each argument, of whom the first may give the others policies, prints the address of the server when it is ready, e.g. http://127.0.0.1:20123,
# and runs until its standard input ends or a signal comes. Then every process that it started is ended and its folder
# removed. Several may run at once. It needs: apt-get install ceph-mon ceph-osd radosgw ceph-common
set -euo pipefail

daemons=()
folder=$(mktemp -d "${TMPDIR:-/tmp}/tagship-ceph-XXXXXX")
conf=$folder/ceph.conf

main() {
  trap 'end $?' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  local monitor_port gateway_port
  monitor_port=$(free_port)
  gateway_port=$(free_port)
  mkdir "$folder"/{mon,osd,rgw,run}
  write_configuration "$monitor_port" "$gateway_port"

  start_monitor "$monitor_port"
  start_osd
  start radosgw -n client.rgw
  until_true 600 answers "$gateway_port"
  local caps=(--caps 'user-policy=*')
  for account in "$@"; do
    IFS=: read -r name access_key_id secret <<<"$account"
    radosgw-admin -c "$conf" user create --uid "$name" --display-name "$name" "${caps[@]}" \
      --access-key "$access_key_id" --secret-key "$secret" >>"$folder/log" 2>&1
    caps=()
  done
  echo "http://127.0.0.1:$gateway_port"

  # in the background, because bash attends to no signal while a program runs in the foreground
  cat >/dev/null <&3 &
  wait -n || true
  if kill -0 $! 2>/dev/null; then
    echo "a daemon has ended" >>"$folder/log"
    exit 1
  fi
}

end() {
  trap - EXIT
  # `timeout` and terminals send a signal to this script and to all that it started, some of them twice
  trap '' INT TERM HUP
  if [ "$1" != 0 ] && [ "$1" -lt 128 ]; then
    echo "ceph-rgw.sh failed; its log ends with:" >&2
    tail -n 20 "$folder/log" >&2
  fi
  # nothing of it is to be kept, so nothing is given the time to write it down
  for process in $(jobs -p); do kill -KILL "$process" 2>/dev/null || true; done
  wait 2>/dev/null
  rm -rf "$folder"
  exit "$1"
}

# Below the ports that Linux gives to outgoing connections.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    (: <>/dev/tcp/127.0.0.1/"$port") 2>/dev/null || break
  done
  echo "$port"
}

write_configuration() {
  cat >"$conf" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon_host = [v2:127.0.0.1:$1]
public_addr = 127.0.0.1
ms_bind_ipv6 = false
auth_allow_insecure_global_id_reclaim = false
keyring = $folder/keyring
run_dir = $folder/run
crash_dir = $folder/run
admin_socket = $folder/run/\$name.\$pid.asok
log_to_file = false
log_to_stderr = true
mon_cluster_log_to_file = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
# a machine for tests may have a disk that is nearly full
mon_data_avail_crit = 1
[mon]
mon_data = $folder/mon
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
[osd]
osd_data = $folder/osd
osd_objectstore = memstore
memstore_device_bytes = $((6 << 30))
osd_max_object_size = $((256 << 20))
[client]
rgw_frontends = beast endpoint=127.0.0.1:$2
rgw_data = $folder/rgw
rgw_run_sync_thread = false
# what was replaced or given up leaves the memory soon
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
CONF
}

start_monitor() {
  local fsid
  fsid=$(sed -n 's/^fsid = //p' "$conf")
  {
    ceph-authtool "$folder/keyring" --create-keyring --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool "$folder/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
    ceph-authtool "$folder/keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
    ceph-authtool "$folder/keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
    monmaptool --create --fsid "$fsid" --enable-all-features --addv a "[v2:127.0.0.1:$1]" "$folder/monmap"
    ceph-mon -c "$conf" -i a --mkfs --monmap "$folder/monmap" --keyring "$folder/keyring"
  } >>"$folder/log" 2>&1
  start ceph-mon -i a
}

start_osd() {
  local uuid
  uuid=$(cat /proc/sys/kernel/random/uuid)
  {
    timeout 60 ceph -c "$conf" osd new "$uuid"
    ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$uuid"
  } >>"$folder/log" 2>&1
  start ceph-osd -i 0
  until_true 300 osd_is_up
}

# In the foreground of a process that does not outlive this script, however that ends.
start() {
  setpriv --pdeathsig KILL "$1" -c "$conf" "${@:2}" -f >>"$folder/log" 2>&1 </dev/null &
  daemons+=($!)
}

osd_is_up() { timeout 5 ceph -c "$conf" osd stat 2>/dev/null | grep -q ' 1 up'; }

answers() { (: <>/dev/tcp/127.0.0.1/"$1") 2>/dev/null; }

# Tries until the command succeeds, at most so many tenths of a second, and only while every daemon lives.
until_true() {
  local tenths=$1
  for ((; tenths > 0; tenths -= 1)); do
    if "${@:2}"; then return; fi
    for daemon in "${daemons[@]}"; do kill -0 "$daemon" 2>/dev/null || break 2; done
    sleep 0.1
  done
  echo "gave up: ${*:2}" >>"$folder/log"
  return 1
}

main "$@" 3<&0
