import type { NodeScript } from "../domain/ports";

/** The shell itself does what it can: with a hundred hosts each program that a script starts is felt. */
const FIND_UNIT = `
set -eu
nl='
'
# One question for all names: answers come in their order, with an empty line between.
answers=$(systemctl show "$@" --property=Id,LoadState,ActiveState,SubState,MainPID,NRestarts,FragmentPath,ExecStart,EnvironmentFiles || :)
shown=
while [ -z "$shown" ] && [ -n "$answers" ]; do
  answer=\${answers%%"$nl$nl"*}
  answers=\${answers#"$answer"}
  answers=\${answers#"$nl$nl"}
  case "$nl$answer$nl" in *"\${nl}LoadState=loaded$nl"*) shown=$answer ;; esac
done
if [ -z "$shown" ]; then echo "no unit of $* is loaded" >&2; exit 3; fi
`;

/** What systemd knows of the k3s unit; the first unit that is loaded wins. Prints `Key=Value` lines. */
export const showUnit: NodeScript = { name: "show-unit", text: `${FIND_UNIT}\nprintf '%s\\n' "$shown"` };

/** Parameter before the names of units: the file is asked for its version only where it is not what runs. */
export const UNLESS_RUNNING = "--unless-running";

/**
 * The same, and after a line `---` what the host says of itself as `key=value` lines. The unit's command line names
 * binary, configuration and data directory; k3s's defaults fill the gaps. One session per host, because with a
 * hundred hosts it is sessions that take the time.
 */
export const inspectHost: NodeScript = {
  name: "inspect-host",
  text: `ask=always
if [ "$1" = ${UNLESS_RUNNING} ]; then ask=; shift; fi
${FIND_UNIT}
printf '%s\\n---\\n' "$shown"
set +e -f
property() { value=; case "$nl$shown" in *"$nl$1="*) value=\${shown#*"$1="}; value=\${value%%"$nl"*} ;; esac; }
property MainPID; pid=$value
property ExecStart; argv=\${value#*argv[[]]=}; argv=\${argv%% ;*}
config=/etc/rancher/k3s/config.yaml
data=
set -- $argv
binary=$1
while [ $# -gt 1 ]; do
  shift
  case $1 in
    --config | -c) config=$2 ;;
    --config=* | -c=*) config=\${1#*=} ;;
    --data-dir | -d) data=$2 ;;
    --data-dir=* | -d=*) data=\${1#*=} ;;
  esac
done
if [ -z "$data" ] && [ -r "$config" ]; then
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in data-dir:*) data=\${line#data-dir:} ;; esac
  done <"$config"
  data=\${data#"\${data%%[![:space:]]*}"}
  case $data in
    \\"*) data=\${data#?}; data=\${data%%\\"*} ;;
    "'"*) data=\${data#?}; data=\${data%%"'"*} ;;
    *) data=\${data%% #*} ;;
  esac
fi
[ -n "$data" ] || data=/var/lib/rancher/k3s
store=none
[ -d "$data/server" ] && store=external
[ -e "$data/server/db/state.db" ] && store=sqlite
[ -d "$data/server/db/etcd" ] && store=etcd
cgroup=v1
[ -e /sys/fs/cgroup/cgroup.controllers ] && cgroup=v2
# A folder of /proc is as old as the look at it, so its time is the kernel's own clock. With fractions where stat has
# them: a restart right after the swap is told from one right before it.
times=$(stat -L -c %.3Z /proc/self "$binary" 2>/dev/null)
case $times in '' | *[!0-9.$nl]*) times=$(stat -L -c %Z /proc/self "$binary" 2>/dev/null) ;; esac
milliseconds() {
  whole=\${1%%.*}
  part=\${1#"$whole"}; part=\${part#.}000; part=\${part%"\${part#???}"}
  value=$((whole * 1000 + 1$part - 1000))
}
milliseconds "\${times%%"$nl"*}"; now=$value
placed=
case $times in *"$nl"*) milliseconds "\${times#*"$nl"}"; placed=$value ;; esac
started=0
if { IFS= read -r line <"/proc/$pid/stat" && read -r up _ </proc/uptime; } 2>/dev/null; then
  milliseconds "$up"
  # The name of a program may hold blanks and brackets. The kernel counts 100 ticks in a second wherever k3s runs.
  set -- \${line##*) }
  started=$((now - value + \${20} * 10))
fi
existing() {
  value=$1
  while [ ! -d "\${value:=/}" ]; do case $value in */*) value=\${value%/*} ;; *) value=/ ;; esac; done
}
existing "\${binary%/*}/"; set -- "$value"
existing "$data"; set -- "$1" "$value"
{ read -r _; read -r _ _ _ freeBinary _; read -r _ _ _ freeData _; } <<free
$(df -Pk "$@")
free
# Since Linux 6.1 the kernel tells it without a program.
machine=
{ IFS= read -r machine </proc/sys/kernel/arch; } 2>/dev/null || machine=$(uname -m)
leads=
if [ "$store" = etcd ]; then
  metrics=http://127.0.0.1:2381/metrics
  leads=$( (curl -fsS -m 2 $metrics || wget -qO- -T 2 $metrics ||
    python3 -c "import urllib.request as u; print(u.urlopen('$metrics', timeout=2).read().decode())") 2>/dev/null |
    sed -n 's/^etcd_server_is_leader //p')
fi
printf '%s\\n' "etcdLeader=$leads" "dataDir=$data" "datastore=$store" "machine=$machine" "now=$now" \\
  "freeBinary=$freeBinary" "freeData=$freeData" "cgroup=$cgroup" "placed=$placed" "started=$started"
# Asking takes a tenth of a second of the host's processor. What runs is known from the node itself.
[ -n "$placed" ] && [ "$started" -ge "$placed" ] || ask=always
[ -z "$ask" ] || echo "version=$("$binary" --version 2>/dev/null | sed -n 's/^k3s version \\([^ ]*\\).*/\\1/p')"
`,
};
