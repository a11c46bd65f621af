import type { NodeScript } from "../domain/ports";

const FIND_UNIT = `
set -eu
shown=
for unit in "$@"; do
  shown=$(systemctl show "$unit" --property=Id,LoadState,ActiveState,SubState,MainPID,NRestarts,FragmentPath,ExecStart,EnvironmentFiles)
  case "$shown" in *LoadState=loaded*) break ;; *) shown= ;; esac
done
if [ -z "$shown" ]; then echo "no unit of $* is loaded" >&2; exit 3; fi
`;

/** What systemd knows of the k3s unit; the first unit that is loaded wins. Prints `Key=Value` lines. */
export const showUnit: NodeScript = { name: "show-unit", text: `${FIND_UNIT}\nprintf '%s\\n' "$shown"` };

/**
 * The same, and after a line `---` what the host says of itself as `key=value` lines. The unit's command line names
 * binary, configuration and data directory; k3s's defaults fill the gaps. One session per host, because with a
 * hundred hosts it is sessions that take the time.
 */
export const inspectHost: NodeScript = {
  name: "inspect-host",
  text: `${FIND_UNIT}
printf '%s\\n---\\n' "$shown"
set +e
words=" $(printf '%s\\n' "$shown" | sed -n 's/^ExecStart=.*argv\\[\\]=\\([^;]*\\);.*/\\1/p')"
flag() { printf '%s' "$words" | sed -n "s/.* $1[ =]\\([^ ]*\\).*/\\1/p; t; s/.* $2[ =]\\([^ ]*\\).*/\\1/p"; }
binary=\${words# }
binary=\${binary%% *}
config=$(flag --config -c)
[ -n "$config" ] || config=/etc/rancher/k3s/config.yaml
data=$(flag --data-dir -d)
pid=$(printf '%s\\n' "$shown" | sed -n 's/^MainPID=//p')
[ -n "$data" ] || data=$(sed -n 's/^data-dir:[[:space:]]*//p' "$config" 2>/dev/null | tr -d '"' | tail -n 1)
[ -n "$data" ] || data=/var/lib/rancher/k3s
free() { where=$1; while [ ! -d "$where" ]; do where=$(dirname "$where"); done; df -Pk "$where" | awk 'NR==2 {print $4}'; }
store=none
[ -d "$data/server" ] && store=external
[ -e "$data/server/db/state.db" ] && store=sqlite
[ -d "$data/server/db/etcd" ] && store=etcd
# With fractions where stat has them: a restart right after the swap is told from one right before it.
moment() { stat -L -c %.3Z "$1" 2>/dev/null | grep -x '[0-9]*[.][0-9]*' || stat -L -c %Z "$1"; }
started=0
if [ -r "/proc/$pid/stat" ]; then
  up=$(cut -d' ' -f1 /proc/uptime)
  # A folder of /proc is as old as the look at it, so this is the kernel's own clock.
  now=$(moment /proc/self)
  ticks=$(sed 's/^.*) //' "/proc/$pid/stat" | cut -d' ' -f20)
  started=$(LC_ALL=C awk -v now="$now" -v up="$up" -v ticks="$ticks" -v hz="$(getconf CLK_TCK)" 'BEGIN {printf "%.3f", now - up + ticks / hz}')
fi
leads=
if [ "$store" = etcd ]; then
  metrics=http://127.0.0.1:2381/metrics
  leads=$( (curl -fsS -m 2 $metrics || wget -qO- -T 2 $metrics ||
    python3 -c "import urllib.request as u; print(u.urlopen('$metrics', timeout=2).read().decode())") 2>/dev/null |
    sed -n 's/^etcd_server_is_leader //p')
fi
echo "etcdLeader=$leads"
echo "version=$("$binary" --version 2>/dev/null | sed -n 's/^k3s version \\([^ ]*\\).*/\\1/p')"
echo "dataDir=$data"
echo "datastore=$store"
echo "machine=$(uname -m)"
echo "epoch=$(date +%s)"
echo "freeBinary=$(free "$(dirname "$binary")")"
echo "freeData=$(free "$data")"
echo "cgroup=$([ -e /sys/fs/cgroup/cgroup.controllers ] && echo v2 || echo v1)"
echo "placed=$(moment "$binary")"
echo "started=$started"
`,
};
