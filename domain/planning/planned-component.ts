import type { Considered } from "../detect/choice";
import { PASSING } from "../detect/choice";
import { type Evidenced, isUnknown, type Target, whyUnknown } from "../detect/evidence";
import type { Release, Unknown } from "../listing";
import { readComponentTable } from "../notes";
import { type Candidate, type Component, type CrdFacts, PLAIN_CANDIDATE } from "../solver";
import type { Definitions } from "./definitions";

const NONE: Definitions = new Map();

function crdsIn(target: Target | Unknown | undefined): CrdFacts[] | null {
  if (target === undefined || isUnknown(target)) return null;
  return target.crds.map(({ group, kind, versions }) => ({
    group,
    kind,
    versions: versions.map(({ name, served, storage }) => ({ name, served, storage })),
  }));
}

const bundlesIn = ({ notes }: Release): Candidate["bundles"] =>
  notes === null ? {} : Object.fromEntries(readComponentTable(notes) ?? []);

function candidateOf(release: Release, withheld: string | null, definitions: Definitions): Candidate {
  const { version, kubeVersion, minimumFrom, tags } = release;
  return {
    ...PLAIN_CANDIDATE,
    version,
    kubeVersion,
    minimumFrom,
    withheld,
    channels: tags,
    bundles: bundlesIn(release),
    crds: crdsIn(definitions.get(version)),
  };
}

/** What only waits for others is for the solver to bring about; what was decided or needs time stays withheld. */
function withheldBecause({ refused, release }: Considered): string | null {
  if (refused !== null && !PASSING.has(refused.code)) return refused.reason;
  return release.deprecated ? "is deprecated by its source" : null;
}

function candidatesOf({ component, choice }: Evidenced, definitions: Definitions): Candidate[] {
  const all = (choice?.newer ?? []).map((it) => candidateOf(it.release, withheldBecause(it), definitions));
  if (component.kind !== "flux" && component.kind !== "longhorn") return all;
  // Of the others the definitions were not read, so nobody can say what they would do to objects.
  return all.filter(({ version, withheld }) => withheld !== null || definitions.has(version));
}

/**
 * A component as the solver takes it.
 * @returns `null` where nobody knows which version runs: then nothing can be said about its place in an order
 */
export function plannedComponent(evidenced: Evidenced, definitions: Definitions = NONE): Component | null {
  const { component, choice } = evidenced;
  const current = choice?.current ?? component.current;
  if (current === null) return null;
  const installed = choice?.installed ?? null;
  const crds = crdsIn(definitions.get(current));
  return {
    id: component.id,
    kind: component.kind,
    installed:
      installed === null
        ? { ...PLAIN_CANDIDATE, version: current, crds }
        : { ...candidateOf(installed, null, definitions), version: current, crds },
    candidates: candidatesOf(evidenced, definitions),
    unknown: whyUnknown(evidenced),
  };
}
