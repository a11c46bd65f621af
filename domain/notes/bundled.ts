import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { Described } from "./cumulative";
import { type Components, componentChanges, majorChanges, readComponentTable } from "./k3s-components";

const tableOf = (releases: readonly Described[], version: string): Components | null => {
  const notes = releases.find((release) => release.version === version)?.notes;
  return notes === undefined || notes === null ? null : readComponentTable(notes);
};

/**
 * What a step of k3s carries inside, as findings: a patch that brings another major of Traefik or containerd is no
 * patch to whoever uses them. Without both tables nothing is known, and that is said, too.
 */
export function bundledFindings(releases: readonly Described[], from: string, to: string): Finding[] {
  const [before, after] = [tableOf(releases, from), tableOf(releases, to)];
  if (before === null || after === null) {
    const missing = before === null ? from : to;
    return [finding("BUNDLED_UNKNOWN", `version ${to}`, `the notes of ${missing} list no components`)];
  }
  return majorChanges(componentChanges(before, after)).map(({ component, from: old, to: next }) =>
    finding("BUNDLED_CHANGE", `version ${to}`, `${component} goes from ${old} to ${next}`),
  );
}
