import { noDowngrade } from "./common";
import type { ComponentRule } from "./rule";

const PATHS = "https://github.com/longhorn/longhorn-manager/blob/master/upgrade/util/util.go";
const CHART = "https://github.com/longhorn/longhorn/blob/master/chart/Chart.yaml";
/** `LonghornV1ToV2MinorVersionNum` of longhorn-manager. */
const LAST_MINOR_OF_ONE = 30;

export const longhorn: ComponentRule = {
  kind: "longhorn",
  title: "Longhorn",
  scheme: "semver",
  hops: [
    noDowngrade(PATHS, "Longhorn never goes back, not even by a patch"),
    {
      id: "one-minor",
      says: "Longhorn refuses to skip a minor",
      source: PATHS,
      refuses: ({ from, to }) => from.major === to.major && to.minor > from.minor + 1,
    },
    {
      id: "one-major",
      says: `Longhorn goes over one major, and only from minor ${LAST_MINOR_OF_ONE} or later`,
      source: PATHS,
      refuses: ({ from, to }) =>
        to.major > from.major + 1 || (to.major === from.major + 1 && from.minor < LAST_MINOR_OF_ONE),
    },
  ],
  kubernetes: [
    { since: [1, 3], range: ">=1.18.0-0", source: CHART },
    { since: [1, 4], range: ">=1.21.0-0", source: CHART },
    { since: [1, 8], range: ">=1.25.0-0", source: CHART },
    { since: [1, 13], range: ">=1.34.0-0", source: "https://longhorn.io/docs/1.13.0/deploy/install/" },
    { since: [1, 14], range: "", source: "" },
  ],
  avoid: [
    {
      version: "v1.10.1",
      because: "needs a hotfix image of its manager",
      source: "https://github.com/longhorn/longhorn/blob/master/CHANGELOG/CHANGELOG-1.10.1.md",
    },
    {
      version: "v1.11.0",
      because: "needs a hotfix image of its instance manager",
      source: "https://github.com/longhorn/longhorn/blob/master/CHANGELOG/CHANGELOG-1.11.0.md",
    },
  ],
  weights: { patch: 2, minor: 2 },
  undo: "never",
  before: [
    "take a system backup and a backup of every volume",
    "see that no volume is faulted or rebuilding",
  ],
  after: ["upgrade the engines of all volumes before the next step of Longhorn"],
};
