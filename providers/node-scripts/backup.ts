import type { NodeScript } from "../../domain/ports";

/**
 * A consistent copy of the sqlite datastore in folder `$1` as a tar on standard output. sqlite runs in WAL mode, so
 * copying `state.db` alone loses writes: sqlite's own online backup is used where the node has a client for it,
 * otherwise k3s (`$2`) is stopped for the copy; pods keep running meanwhile.
 */
export const copySqlite: NodeScript = {
  name: "copy-sqlite",
  text: `
set -eu
db=$1 unit=$2
work=$(mktemp -d "$db/.gitops-updates.XXXXXX")
trap 'rm -rf "$work"' EXIT
if command -v sqlite3 > /dev/null 2>&1; then
  sqlite3 "$db/state.db" ".timeout 10000" ".backup '$work/state.db'"
elif command -v python3 > /dev/null 2>&1; then
  python3 -c 'import sqlite3, sys; s = sqlite3.connect(sys.argv[1]); d = sqlite3.connect(sys.argv[2]); s.backup(d); d.close()' "$db/state.db" "$work/state.db"
else
  # Whatever ends this, k3s comes back.
  trap 'exit 1' HUP INT TERM PIPE
  trap 'rm -rf "$work"; systemctl start --no-block "$unit"' EXIT
  systemctl stop "$unit"
  cp -p "$db"/state.db "$work/"
  for extra in state.db-wal state.db-shm; do [ ! -e "$db/$extra" ] || cp -p "$db/$extra" "$work/"; done
fi
tar -C "$work" -cf - .
`,
};

/**
 * An etcd snapshot named `$2`, taken with k3s `$1` of data folder `$3` and configuration `$4`, as a tar on standard
 * output. k3s reads what stands in the configuration by itself, not what stands in the unit. A snapshot that was asked
 * for is never pruned: it goes as soon as it was sent.
 */
export const copyEtcd: NodeScript = {
  name: "copy-etcd",
  text: `
set -eu
k3s=$1 name=$2 data=$3 config=$4
set -- --data-dir "$data"
[ ! -e "$config" ] || set -- "$@" --config "$config"
file=
trap 'exit 1' HUP INT TERM PIPE
trap '[ -z "$file" ] || "$k3s" etcd-snapshot delete "$@" "\${file##*/}" > /dev/null 2>&1 || :' EXIT
# Packed by k3s, a snapshot could not be checked by its own sum.
"$k3s" etcd-snapshot save "$@" --etcd-snapshot-compress=false --name "$name" >&2
file=$(ls -t "$data/server/db/snapshots/$name"-* 2> /dev/null | head -n 1)
# With etcd-snapshot-dir it lies elsewhere, and k3s knows where.
[ -n "$file" ] || file=$("$k3s" etcd-snapshot ls "$@" |
  awk -v begin="$name-" 'index($1, begin) == 1 && sub("^file://", "", $2) { print $2 }' | tail -n 1)
if [ -z "$file" ]; then echo "k3s has saved a snapshot, but lists no file of $name" >&2; exit 1; fi
tar -C "\${file%/*}" -cf - "\${file##*/}"
`,
};

/** Sends those of the named files and folders that exist, with their absolute paths, as a tar on standard output. */
export const copyFiles: NodeScript = {
  name: "copy-files",
  text: `
set -eu
first=1
for path in "$@"; do
  [ "$first" = 1 ] && set -- && first=0
  [ ! -e "$path" ] || set -- "$@" "$path"
done
[ $# -gt 0 ] || set -- /dev/null
tar -cPf - -- "$@"
`,
};

/**
 * Replaces the sqlite datastore in folder `$1` by the tar on standard input. k3s must be stopped. The old files are
 * kept in `$2`; a second call finds them there and only puts the restored ones in again.
 */
export const restoreSqlite: NodeScript = {
  name: "restore-sqlite",
  text: `
set -eu
db=$1 old=$2
work=$(mktemp -d "$db/.gitops-updates.XXXXXX")
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xf -
[ -s "$work/state.db" ]
if [ ! -d "$old" ]; then
  mkdir -p "$old.part"
  for name in state.db state.db-wal state.db-shm; do [ ! -e "$db/$name" ] || cp -p "$db/$name" "$old.part/"; done
  mv "$old.part" "$old"
fi
rm -f "$db/state.db-wal" "$db/state.db-shm"
mv -f "$work/state.db" "$db/state.db"
for extra in state.db-wal state.db-shm; do [ ! -e "$work/$extra" ] || mv -f "$work/$extra" "$db/$extra"; done
sync
`,
};
