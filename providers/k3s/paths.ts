import { posix } from "node:path";

/** Files of ours lie beside the binary, so that putting one in place is a rename within one file system. */
export const stagedPath = (binary: string, version: string): string =>
  posix.join(posix.dirname(binary), `.k3s.${version}.new`);

export const keptPath = (binary: string, version: string): string =>
  posix.join(posix.dirname(binary), `.k3s.rollback-${version}`);
