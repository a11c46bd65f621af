/** Reading what releases say about themselves. */
export { bundledFindings } from "./bundled";
export { type ChartChange, isSecurityChange, notesOfChanges } from "./chart-changes";
export {
  type CumulativeNotes,
  cumulativeNotes,
  type Described,
  type VersionNote,
  type Way,
} from "./cumulative";
export { announcedFluxKubernetes, asKubeVersion, readFluxKubernetes } from "./flux-kubernetes";
export {
  type ComponentChange,
  type Components,
  componentChanges,
  majorChanges,
  readComponentPage,
  readComponentTable,
} from "./k3s-components";
export { readNotes } from "./markdown";
export type { Note, NoteKind } from "./note";
