import type { NodeScript } from "../../domain/ports";
import { DIGEST } from "./digest";

/**
 * Receives the release file on standard input as `$1`, checks it against digest `$2` and asks it for its version.
 * Exit 4: the digest differs, nothing is left behind.
 */
export const receiveBinary: NodeScript = {
  name: "receive-binary",
  text: `${DIGEST}
set -eu
umask 022
cat > "$1.part"
seen=$(digest "$1.part")
if [ "$seen" != "$2" ]; then rm -f "$1.part"; echo "digest $seen, expected $2" >&2; exit 4; fi
chmod 755 "$1.part"
sync "$1.part" 2>/dev/null || sync
mv -f "$1.part" "$1"
"$1" --version
`,
};

/**
 * Puts the staged file `$2` in place of `$1` by one rename and keeps the old one as `$3`; `$4` is the digest that
 * must stand there afterwards. Repeatable: prints `already` when it does. Exit 4: the staged file is not what was
 * verified.
 */
export const swapBinary: NodeScript = {
  name: "swap-binary",
  text: `${DIGEST}
set -eu
binary=$1 staged=$2 keep=$3 want=$4
# Asked first: keeping the new file as the old one would take away the way back.
if [ "$(digest "$binary")" = "$want" ]; then rm -f "$staged"; echo already; exit 0; fi
if [ ! -f "$staged" ]; then echo "staged file $staged is missing" >&2; exit 4; fi
if [ "$(digest "$staged")" != "$want" ]; then rm -f "$staged"; echo "staged file $staged has changed" >&2; exit 4; fi
ln -f "$binary" "$keep" 2>/dev/null || { cp -p "$binary" "$keep.part" && mv -f "$keep.part" "$keep"; }
command -v chcon > /dev/null 2>&1 && chcon --reference="$binary" "$staged" 2> /dev/null || true
mv -f "$staged" "$binary"
sync "$binary" 2>/dev/null || sync
echo swapped
`,
};

/**
 * Puts the kept file `$2` back as `$1`; `$3` is the digest it must have (empty: not checked). Repeatable; the kept
 * file stays. Exit 4: there is no such file to put back.
 */
export const restoreBinary: NodeScript = {
  name: "restore-binary",
  text: `${DIGEST}
set -eu
binary=$1 keep=$2 want=$3
if [ -n "$want" ] && [ "$(digest "$binary")" = "$want" ]; then echo already; exit 0; fi
[ -f "$keep" ] || { echo "no kept binary $keep" >&2; exit 4; }
if [ -n "$want" ] && [ "$(digest "$keep")" != "$want" ]; then echo "kept binary $keep is not the recorded one" >&2; exit 4; fi
cp -p "$keep" "$binary.part"
mv -f "$binary.part" "$binary"
sync "$binary" 2>/dev/null || sync
echo restored
`,
};

/** SHA-256 of a file on the node; an absent file prints nothing. */
export const fileDigest: NodeScript = {
  name: "file-digest",
  text: `${DIGEST}
[ ! -f "$1" ] || digest "$1"`,
};
