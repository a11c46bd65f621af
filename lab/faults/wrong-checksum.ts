import type { Fault } from "./fault";

/** A sums file that does not agree with the k3s file beside it. */
export const wrongChecksum: Fault = {
  id: "wrong-checksum",
  title: "the mirror's sums file disagrees with the k3s file",
  target: "version",
  targetRequired: false,
  params: {},
};
