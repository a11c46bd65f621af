import type { NodeScript } from "../../domain/ports";

/**
 * Looks at volumes, and writes nowhere. `$1` is the mount table; then two parameters for each volume: a pod's uid and
 * the PersistentVolume's name, or nothing and the folder of the host. Where the kubelet keeps its pods is seen in the
 * table. Prints for each, in order: `rw`, `ro`, `missing` or `silent`, and the percentages of space and of inodes used.
 */
export const lookAtVolumes: NodeScript = {
  name: "look-at-volumes",
  text: `
set -u
table=$1
shift
# A dead file system must not hold us: it answers soon or it counts as silent.
limited() { if command -v timeout > /dev/null 2>&1; then timeout -s KILL 5 "$@"; else "$@"; fi; }
used() { limited df -P $1 "$2" 2> /dev/null | awk 'NR == 2 { sub("%", "", $5); print $5 }'; }
mounted() {
  uid=$1 name=$2 awk '
    function ends(text, end) { return substr(text, length(text) - length(end) + 1) == end }
    BEGIN { inside = "/pods/" ENVIRON["uid"] "/volumes/"; plain = "/" ENVIRON["name"]; csi = plain "/mount" }
    index($5, inside) && (ends($5, plain) || ends($5, csi)) {
      dash = 7
      while (dash <= NF && $dash != "-") dash++
      flags = "," $6 "," $(dash + 3) ","
      print (index(flags, ",ro,") ? "ro" : "rw") " " $5
      exit
    }' "$table"
}
while [ $# -ge 2 ]; do
  state=missing place=
  if [ -z "$1" ]; then
    if [ -d "$2" ]; then state=rw place=$2; fi
  else
    found=$(mounted "$1" "$2")
    if [ -n "$found" ]; then state=\${found%% *} place=\${found#* }; fi
  fi
  space= inodes=
  if [ -n "$place" ]; then
    if limited ls -d "$place/." > /dev/null 2>&1; then
      # Fails for root too where the file system takes no writes.
      [ "$state" = ro ] || [ -w "$place" ] || state=ro
      space=$(used -k "$place") inodes=$(used -i "$place")
    else
      state=silent
    fi
  fi
  echo "$state \${space:--} \${inodes:--}"
  shift 2
done
`,
};
