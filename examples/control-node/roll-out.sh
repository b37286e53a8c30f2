#!/bin/sh
# Rolls out what was handed over with nothing but ssh: roll-out.sh ProjectA root@node1 root@node2 ...
# Ends with 1 if a node could not be reached or failed, or nothing was tried; a node that refused is none of these.
set -u
{ generation=$(readlink -e "${TAGSHIP_ROOT:-/srv/tagship}/${1:-}/current") && [ "$#" -gt 1 ] && status=0 && shift; } ||
  { echo "write roll-out.sh PROJECT root@NODE...; ${TAGSHIP_ROOT:-/srv/tagship}/${1:-PROJECT}/current has to be there" >&2 && exit 1; }
on_node='cd /var/lib && rm -rf tagship-bundle/ssh && mkdir -p -m 700 tagship-bundle/ssh && tar -xof - -C tagship-bundle/ssh'
for node; do
  tar -C "$generation" -cf - . | ssh -o BatchMode=yes -o ConnectTimeout=10 "$node" "$on_node && tagship-node apply --bundle /var/lib/tagship-bundle/ssh"
  case $? in 0) end='as wanted' ;; 2) end=refused ;; 255) end='cannot connect' status=1 ;; *) end=failed status=1 ;; esac
  echo "$node: $end"
done
exit "$status"
