import { rankVersions } from "../gitops/api/crds";
import { REMOVED_APIS } from "../removed-apis";
import { readUse, type Use, type UseId, useId } from "./api-use";
import type { Candidate, CrdFacts } from "./problem";
import { INTRODUCTIONS } from "./rules/kubernetes-apis";
import type { Parts } from "./scheme";

/** What an installed version makes of API versions. */
export interface Definitions {
  /** Objects may be applied in it. */
  serves(id: UseId): boolean;
  /** Objects that carry it can be read. */
  knows(id: UseId): boolean;
  /** Its definition may be applied while objects may be stored in it. */
  keeps(id: UseId): boolean;
  /** What an edit writes instead: the highest version that is served; the same one when there is nothing better. */
  rewrites(id: UseId): UseId;
  /** What an object is stored as when it is written once more; `null` when that says nothing. */
  settles(id: UseId): UseId | null;
  readonly stores: readonly UseId[];
}

const kindKey = ({ group, kind }: Pick<Use, "group" | "kind">): string => `${group}/${kind}`;

function highestServed({ versions }: CrdFacts): string | null {
  const served = versions.filter((it) => it.served).map(({ name }) => name);
  return served.sort(rankVersions)[0] ?? null;
}

const storageOf = (crd: CrdFacts): UseId[] =>
  crd.versions.filter(({ storage }) => storage).map(({ name }) => useId({ ...crd, version: name }));

/**
 * From custom resource definitions. A kind that is missing although others of its group are there was dropped; a
 * group that is missing altogether was left out of the installation, which says nothing.
 */
export function crdDefinitions(crds: readonly CrdFacts[]): Definitions {
  const kinds = new Map(crds.map((crd) => [kindKey(crd), crd]));
  const groups = new Set(crds.map(({ group }) => group));
  const crdOf = (id: UseId): CrdFacts | undefined => kinds.get(kindKey(readUse(id)));
  const within = (id: UseId, holds: (version: CrdFacts["versions"][number]) => boolean): boolean => {
    const { group, version } = readUse(id);
    const crd = crdOf(id);
    if (crd === undefined) return !groups.has(group);
    return crd.versions.some((it) => it.name === version && holds(it));
  };
  return {
    serves: (id) => within(id, ({ served }) => served),
    knows: (id) => within(id, () => true),
    // The definition of a dropped kind is not applied again, so nothing is checked against it.
    keeps: (id) => crdOf(id) === undefined || within(id, () => true),
    rewrites(id) {
      const crd = crdOf(id);
      const best = crd === undefined ? null : highestServed(crd);
      const { version } = readUse(id);
      if (crd === undefined || best === null || rankVersions(version, best) < 0) return id;
      return useId({ ...crd, version: best });
    },
    settles: (id) => {
      const crd = crdOf(id);
      return crd === undefined ? null : (storageOf(crd)[0] ?? null);
    },
    stores: crds.flatMap(storageOf),
  };
}

const REMOVED = new Map(REMOVED_APIS.map((it) => [useId(it), it]));
const SINCE = new Map(
  INTRODUCTIONS.flatMap(([minor, api, kinds]) => kinds.split(" ").map((kind) => [`${api} ${kind}`, minor])),
);

const isGone = (id: UseId, minor: number): boolean => {
  const removed = REMOVED.get(id);
  return removed !== undefined && Number(removed.removedIn.split(".")[1]) <= minor;
};

/** What replaces an API, the next one first. Few steps: no API has been replaced more than four times. */
function successors(id: UseId): UseId[] {
  const next = REMOVED.get(id)?.replacement ?? "";
  return next === "" ? [] : [next, ...successors(next)];
}

/** Kinds of Kubernetes itself that ever lose a version. */
export const isKubernetesUse = (id: UseId): boolean => REMOVED.has(id);

/** From Kubernetes' own history. How it stores its objects is its own business and never in the way. */
export function kubernetesDefinitions({ minor }: Parts): Definitions {
  const available = (id: UseId): boolean =>
    (SINCE.get(id) ?? Number.POSITIVE_INFINITY) <= minor && !isGone(id, minor);
  const rewrites = (id: UseId): UseId => successors(id).findLast(available) ?? id;
  return {
    serves: (id) => !isGone(id, minor),
    knows: (id) => !isGone(id, minor),
    keeps: () => true,
    rewrites,
    settles: rewrites,
    stores: [],
  };
}

/** Nothing is known, so nothing is promised: every update is checked by whoever asks for its definitions. */
const UNREAD: Definitions = {
  serves: () => true,
  knows: () => true,
  keeps: () => true,
  rewrites: (id) => id,
  settles: () => null,
  stores: [],
};

export const definitionsOf = ({ crds }: Candidate): Definitions =>
  crds === null ? UNREAD : crdDefinitions(crds);
