import { KUBERNETES_SINCE, LAST_MINOR_OF_ONE } from "../../constraints/longhorn-path";
import { noDowngrade } from "./common";
import type { ComponentRule, KubernetesRow } from "./rule";

const PATHS = "https://github.com/longhorn/longhorn-manager/blob/master/upgrade/util/util.go";
const CHART = "https://github.com/longhorn/longhorn/blob/master/chart/Chart.yaml";
const needed = KUBERNETES_SINCE.map(
  ([minor, kubernetes]): KubernetesRow => ({
    since: [1, minor],
    range: `>=1.${kubernetes}.0-0`,
    source: CHART,
  }),
);

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
    ...needed,
    // What comes next is not known; a chart says it itself or its range is unknown.
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
