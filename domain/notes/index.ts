/** Reading what releases say about themselves. */
export { bundledFindings } from "./bundled";
export { type ChartChange, isSecurityChange, notesOfChanges } from "./chart-changes";
export {
  type CumulativeNotes,
  cumulativeNotes,
  type VersionNote,
} from "./cumulative";
export { announcedFluxKubernetes, asKubeVersion, readFluxKubernetes } from "./flux-kubernetes";
export {
  componentChanges,
  majorChanges,
  readComponentPage,
  readComponentTable,
} from "./k3s-components";
export { readNotes } from "./markdown";
export type { NoteKind } from "./note";
