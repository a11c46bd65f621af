import { corruptDownload } from "./corrupt-download";
import { crashLoopBinary } from "./crash-loop-binary";
import type { ActiveFault } from "./faults-file";
import { wrongChecksum } from "./wrong-checksum";

/** What the mirror has to do wrong when it serves one version. */
export interface DownloadFaults {
  readonly spoil: "flip" | "truncate" | undefined;
  readonly wrongChecksum: boolean;
  readonly crash: { readonly node: string | undefined } | undefined;
}

/** The active faults that concern downloads of `version`. */
export function downloadFaults(active: readonly ActiveFault[], version: string): DownloadFaults {
  const find = (id: string) =>
    active.find((fault) => fault.id === id && (fault.target === "" || fault.target === version));
  const corrupt = find(corruptDownload.id);
  const crash = find(crashLoopBinary.id);
  return {
    spoil: corrupt && (corrupt.params.mode === "truncate" ? "truncate" : "flip"),
    wrongChecksum: find(wrongChecksum.id) !== undefined,
    crash: crash && { node: crash.params.node },
  };
}
