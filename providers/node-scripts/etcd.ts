import type { NodeScript } from "../../domain/ports";

/**
 * Asks this very server's own API server, with k3s `$1` and the configuration file `$2`, whether the etcd member
 * beside it answers a read, for which the member needs the others' majority. Cluster-wide conditions are half a minute
 * old when a member dies.
 */
export const etcdReady: NodeScript = {
  name: "etcd-ready",
  text: `
file=$(sed -n 's/^write-kubeconfig:[[:space:]]*//p' "$2" 2>/dev/null | tr -d '"' | tail -n 1)
KUBECONFIG=\${file:-/etc/rancher/k3s/k3s.yaml} "$1" kubectl get --raw /readyz/etcd --request-timeout=10s
`,
};

/**
 * What unit `$1` with the configuration file `$2` names of joining a server: on its command line, in its environment, or in
 * the file and those of its `.d` folder. Prints `server` and `token`, a line each.
 */
export const joinSettings: NodeScript = {
  name: "join-settings",
  text: `
set -eu
unit=$1 config=$2
property() { systemctl show "$unit" --property="$1" --value; }
contents() { while IFS= read -r file; do [ ! -r "$file" ] || cat "$file"; done; }
argv=$(property ExecStart)
environment=$(property Environment)
variables=$(property EnvironmentFiles | sed 's/ (ignore_errors=.*//' | contents)
settings=$(printf '%s\\n' "$config" "$config".d/*.yaml "$config".d/*.yml | contents)
# A flag without its dashes, its short form, and its variable.
named() {
  case " $argv " in *" --$1 "* | *" --$1="* | *" $2 "* | *" $2="*) return 0 ;; esac
  case " $environment " in *" $3="[!\\ ]*) return 0 ;; esac
  printf '%s\\n' "$variables" | grep -q "^[[:space:]]*$3=[\\"']*[^\\"'[:space:]]" ||
    printf '%s\\n' "$settings" | grep -q "^[\\"']*$1[\\"']*:[[:space:]]*[\\"']*[^\\"'[:space:]#]"
}
! named server -s K3S_URL || echo server
if named token -t K3S_TOKEN || named token-file --token-file K3S_TOKEN_FILE; then echo token; fi
`,
};

/**
 * Restores the snapshot that comes as a tar on standard input as a new cluster of this server alone, for unit `$1` with
 * data folder `$2`. k3s must be stopped, and is afterwards; a second call does it again. It is the unit itself that does
 * it, once and with two more flags, so that k3s has every flag and variable that it always has. What changes the unit
 * lies in `$3`, systemd's folder below /run, so a host that goes down in the middle forgets it. Prints where k3s keeps the
 * old data.
 */
export const resetEtcd: NodeScript = {
  name: "reset-etcd",
  text: `
set -eu
unit=$1 db=$2/server/db
work=$db/.gitops-updates-restore
extra=$3/$unit.d
forget() {
  rm -f "$extra/90-gitops-updates-reset.conf"
  rmdir "$extra" 2> /dev/null || :
  systemctl daemon-reload
}
trap 'exit 1' HUP INT TERM PIPE
trap 'forget; rm -rf "$work"' EXIT
# An attempt whose connection was lost may still be at it.
systemctl stop "$unit"
forget
rm -rf "$work" "$db/reset-flag"
mkdir -m 700 "$work"
tar -C "$work" -xf -
set -- "$work"/*
if [ $# != 1 ] || [ ! -s "$1" ]; then echo "the backup does not hold one snapshot" >&2; exit 4; fi
mv "$1" "$work/snapshot"
command=$(systemctl cat "$unit" | awk '
  /^ExecStart=/ { text = ""; on = 1 }
  on && !/^[#;]/ { on = sub(/\\\\$/, " "); text = text $0; if (text != "ExecStart=") found = text }
  END { print found }')
snapshot=$(printf %s "$work/snapshot" | sed 's/[\\\\"]/\\\\&/g; s/%/%%/g; s/\\$/$$/g')
mkdir -p "$extra"
cat > "$extra/90-gitops-updates-reset.conf" <<conf
[Service]
Type=oneshot
Restart=no
TimeoutStartSec=600
ExecStart=
$command --cluster-reset "--cluster-reset-restore-path=$snapshot" --etcd-s3=false
conf
systemctl daemon-reload
systemctl start "$unit"
# k3s writes it when it is done; without it, it ended for another reason.
[ -e "$db/reset-flag" ] || { echo "k3s has ended without a reset" >&2; exit 1; }
ls -d "$db"/etcd-old-* 2> /dev/null | tail -n 1
`,
};

/**
 * Moves the etcd data of data folder `$1` away as `$2`, so that this server joins its cluster anew. k3s must be stopped.
 * Repeatable: where `$2` is there already nothing is moved, because the server may have joined since.
 */
export const clearEtcd: NodeScript = {
  name: "clear-etcd",
  text: `
set -eu
db=$1/server/db
if [ -e "$2" ] || [ ! -e "$db/etcd" ]; then echo already; exit 0; fi
mv "$db/etcd" "$2"
sync
`,
};
