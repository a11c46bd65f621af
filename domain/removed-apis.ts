import type { ApiUse } from "./facts";
import { parseK3sVersion } from "./k3s-version";
import type { RemovedApiUse } from "./plan";
import { REMOVALS } from "./removals";

/** One kind that an API version stops serving. */
export interface RemovedApi {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Minor, such as `1.25`. */
  readonly removedIn: string;
  /** `policy/v1 PodDisruptionBudget`; empty when there is none. */
  readonly replacement: string;
}

/** The table, one row per kind. */
export const REMOVED_APIS: readonly RemovedApi[] = REMOVALS.flatMap(([minor, api, kinds, successor]) => {
  const [group = "", version = ""] = api.split("/");
  return kinds.split(" ").map((kind) => ({
    group,
    version,
    kind,
    removedIn: `1.${minor}`,
    replacement: successor === "" ? "" : `${successor} ${kind}`,
  }));
});

const minorNumber = (minor: string): number => Number(minor.split(".")[1]);

/** What a cluster loses on the way from one version to another, in the order in which it goes. */
export function removedBetween(from: string, to: string): RemovedApi[] {
  const [low, high] = [parseK3sVersion(from).minor, parseK3sVersion(to).minor];
  return REMOVED_APIS.filter(({ removedIn }) => {
    const minor = minorNumber(removedIn);
    return minor > low && minor <= high;
  });
}

/** Live objects that were written through an API which goes away on the way. */
export function removedApiUses(uses: readonly ApiUse[], from: string, to: string): RemovedApiUse[] {
  return removedBetween(from, to).flatMap(({ group, version, kind, removedIn, replacement }) => {
    const used = uses.filter((use) => use.group === group && use.version === version && use.kind === kind);
    return used
      .filter(({ count }) => count > 0)
      .map(({ count, examples }) => ({
        api: `${group}/${version}`,
        kind,
        removedIn,
        replacement,
        count,
        examples,
      }));
  });
}
