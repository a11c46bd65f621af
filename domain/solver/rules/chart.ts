import { noDowngrade } from "./common";
import type { ComponentRule } from "./rule";

// A chart says itself which Kubernetes it accepts (`kubeVersion`, https://helm.sh/docs/topics/charts/); any version may
// follow any older one unless the source names a minimum.
export const chart: ComponentRule = {
  kind: "chart",
  title: "the chart",
  scheme: "semver",
  hops: [noDowngrade("https://helm.sh/docs/helm/helm_upgrade/")],
  kubernetes: [],
  avoid: [],
  weights: { patch: 1, minor: 1 },
  undo: "revert",
  before: [],
  after: [],
};
