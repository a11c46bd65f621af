import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** What mkdtemp puts behind a name. */
const UNIQUE = "[A-Za-z0-9]{6}";

type Work = "collect" | "open";

/** Begins the name of a folder in which a backup of the cluster is made or opened, in plain text. */
export const workFolder = (work: Work, cluster: string): string => `.${work}-${cluster}-`;

/** Names a bundle until it has been read back. */
export const partName = (bundle: string): string => `.${bundle}.part`;

/**
 * Whoever was killed in the middle left plain text behind. Under the cluster's lock nobody else is at work on its
 * backups; the run of another cluster may be, in the same folder.
 */
export function sweepLeftovers(directory: string, cluster: string): void {
  const ours = new RegExp(
    `^\\.((collect|open)-${cluster}-${UNIQUE}|.+Z-${cluster}\\.tar\\.gz(\\.age)?\\.part)$`,
  );
  const left = readdirSync(directory).filter((name) => ours.test(name));
  for (const name of left) rmSync(join(directory, name), { recursive: true, force: true });
}
