/** What is asked of a node in the language that every node speaks. Jinja fills in what differs from host to host. */

/** The line behind which an answer begins: what a login prints stands before it. */
export const lookMark = '@tagship look';
export const logsMark = '@tagship logs';

/** Of a log, and of all logs of a node's run. */
export const mostLogBytes: number = 256 * 1024;
const mostNodeBytes = 1024 * 1024;

/**
 * For sh, on a node: prints images.yaml as it is, and what tagship-node says of the node, if it is there. `tagship_node` and
 * `tagship_root` are variables of the inventory, the second for demo and tests. tagship-start.sh, which may have the name of
 * tagship-node, does not look for a newer one when it knows no store.
 */
export const askScript: string = `PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
project={{ tagship_project | quote }}
node={{ tagship_node | default('/usr/local/bin/tagship-node') | quote }}
root={{ tagship_root | default('/') | quote }}
images="$root/var/lib/tagship/$project/images.yaml"
echo '${lookMark}'
if [ "$root" = / ] && [ "$(id -u)" != 0 ]; then echo "@user $(id -u)"; exit 0; fi
if [ -f "$images" ]; then echo '@images'; head -c 65536 "$images"; echo
elif [ -e "$images" ] || [ -L "$images" ]; then echo '@obstacle'
fi
if command -v "$node" >/dev/null 2>&1; then
  echo '@status'
  TAGSHIP_CONF=/dev/null "$node" status --root "$root" --project "$project" --json 2>/dev/null </dev/null | head -c 1048576
  echo
fi
echo '@end'
`;

/** For sh, on a node. base64 keeps what a log has in it from being taken for anything else on the way. */
export const logsScript: string = `PATH=$PATH:/usr/sbin:/usr/bin:/sbin:/bin
root={{ tagship_root | default('/') | quote }}
project={{ tagship_project | quote }}
run={{ tagship_runs[inventory_hostname] | quote }}
echo '${logsMark}'
if ! cd "$root/var/lib/tagship/$project/logs/$run" 2>/dev/null; then echo '@gone'; exit 0; fi
set -- *
most=$((${mostNodeBytes} / $#))
if [ "$most" -gt ${mostLogBytes} ]; then most=${mostLogBytes}; fi
if [ "$most" -lt 1024 ]; then most=1024; fi
# what stands in the place of the middle counts too
half=$(((most - 100) / 2))
for file in "$@"; do
  if [ ! -f "$file" ] || [ -L "$file" ]; then continue; fi
  size=$(($(wc -c <"$file")))
  echo "@log $size $file"
  if [ "$size" -le "$most" ]; then
    base64 <"$file"
  else
    { head -c $half "$file"
      printf '\\n[tagship-control: %s bytes are left out]\\n' $((size - half * 2))
      tail -c $half "$file"; } | base64
  fi
done
echo '@end'
`;
