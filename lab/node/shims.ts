import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { NodePaths } from "./node-paths";

/** The tools of a node that its daemon answers for. */
export const DAEMON_TOOLS = ["systemctl", "journalctl"] as const;

/** The program that asks it under their names, see `lab/node/programs/ask-daemon`. */
export const ASK_DAEMON = "ask-daemon";

/** Writes the node's own `systemctl`, `journalctl`, `sudo` and `hostname` into its first PATH folders. */
export function writeShims(node: NodePaths, askDaemon: string): void {
  mkdirSync(node.shimDir, { recursive: true });
  // On the node itself, because a real node sees little of the machine.
  const program = join(node.shimDir, ASK_DAEMON);
  copyFileSync(askDaemon, `${program}.new`);
  renameSync(`${program}.new`, program);
  writeFileAtomic.sync(join(node.shimDir, "daemon-socket"), node.socket);
  for (const tool of DAEMON_TOOLS) linkShim(node, tool, ASK_DAEMON);
  writeShim(node, "hostname", `echo ${shellQuote(node.name)}`);
  writeShim(node, "sudo", SUDO);
}

/** The program sees by its name which tool it is asked to be. */
function linkShim(node: NodePaths, name: string, program: string): void {
  const link = join(node.shimDir, name);
  rmSync(`${link}.new`, { force: true });
  symlinkSync(program, `${link}.new`);
  renameSync(`${link}.new`, link);
}

/** A word that a POSIX shell takes literally. */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

// Whoever runs the lab owns all files of its nodes, so there is nothing to become.
const SUDO = `while [ $# -gt 0 ]; do
  case "$1" in
    --) shift; break ;;
    -*) shift ;;
    *) break ;;
  esac
done
exec "$@"`;

/** Puts a small shell script of that name into the node's first PATH folder. */
export function writeShim(node: NodePaths, name: string, body: string): void {
  writeFileAtomic.sync(join(node.shimDir, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}
