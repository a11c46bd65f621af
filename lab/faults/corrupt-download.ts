import type { Fault } from "./fault";

/** A k3s file that arrives damaged: the checksum check has to notice. */
export const corruptDownload: Fault = {
  id: "corrupt-download",
  title: "the mirror sends a damaged k3s file",
  target: "version",
  targetRequired: false,
  params: { mode: "flip (one wrong byte, the default) or truncate (the connection breaks off half-way)" },
};
