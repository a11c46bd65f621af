import { ANNOUNCED, asKubeVersion } from "../../notes/flux-kubernetes";
import { noDowngrade } from "./common";
import type { ComponentRule, KubernetesRow } from "./rule";

// https://fluxcd.io/flux/installation/upgrade/: any 2.x may go to any 2.x. What really stops it are definitions that
// lose versions; these come with the candidates. https://github.com/fluxcd/flux2/issues/5598 is what happens otherwise.
const UPGRADE = "https://fluxcd.io/flux/installation/upgrade/";

/** Supported Kubernetes as announced, for releases that do not repeat it. */
const announced = ANNOUNCED.map(
  ([minor, kubernetes]): KubernetesRow => ({
    since: [2, minor],
    range: asKubeVersion(kubernetes),
    source: `https://fluxcd.io/blog/ (announcement of Flux 2.${minor})`,
  }),
);

/** `kubernetesConstraints` of `flux check`, for minors whose announcement was not read. */
const checked = (minor: number, low: number): KubernetesRow => ({
  since: [2, minor],
  range: `>=1.${low}.0-0`,
  source: "https://github.com/fluxcd/flux2/blob/main/cmd/flux/check.go",
});

export const flux: ComponentRule = {
  kind: "flux",
  title: "Flux",
  scheme: "semver",
  hops: [
    noDowngrade(UPGRADE),
    {
      id: "one-major",
      says: "only versions of one major lead to each other",
      source: UPGRADE,
      refuses: ({ from, to }) => from.major !== to.major,
    },
  ],
  kubernetes: [
    checked(0, 24),
    checked(1, 25),
    checked(2, 26),
    checked(3, 28),
    checked(4, 28),
    checked(5, 30),
    ...announced,
    // What comes next is not announced; a release says it itself or its range is unknown.
    { since: [2, 10], range: "", source: "" },
  ],
  avoid: [],
  weights: { patch: 0, minor: 0 },
  undo: "revert",
  before: ["keep the list of components and the patches of flux-system"],
  after: ["reconcile every source and Kustomization and compare with what was Ready before"],
};
