import type { Candidate, Component, CrdFacts, Problem } from "../../../domain/solver/problem";
import { candidate, component, crd, problem } from "./fixtures";

const SOURCE = "source.toolkit.fluxcd.io";
const HELM = "helm.toolkit.fluxcd.io";
const KUSTOMIZE = "kustomize.toolkit.fluxcd.io";
const NOTIFICATION = "notification.toolkit.fluxcd.io";
const IMAGE = "image.toolkit.fluxcd.io";

const SOURCES = ["Bucket", "GitRepository", "HelmChart", "HelmRepository"];

/** What each minor of Flux defines, as its install manifests have it. */
const FLUX: Readonly<Record<string, CrdFacts[]>> = {
  "v2.5.1": [
    ...SOURCES.map((kind) => crd(SOURCE, kind, "v1beta1", "v1beta2", "v1*")),
    crd(SOURCE, "OCIRepository", "v1beta2*"),
    crd(HELM, "HelmRelease", "v2beta1", "v2beta2", "v2*"),
    crd(KUSTOMIZE, "Kustomization", "v1beta1", "v1beta2", "v1*"),
    crd(NOTIFICATION, "Alert", "v1beta1", "v1beta2", "v1beta3*"),
    crd(IMAGE, "ImagePolicy", "v1beta1", "v1beta2*"),
  ],
  "v2.6.4": [
    ...SOURCES.map((kind) => crd(SOURCE, kind, "v1beta1", "v1beta2", "v1*")),
    crd(SOURCE, "OCIRepository", "v1beta2", "v1*"),
    crd(HELM, "HelmRelease", "v2beta1", "v2beta2", "v2*"),
    crd(KUSTOMIZE, "Kustomization", "v1beta1", "v1beta2", "v1*"),
    crd(NOTIFICATION, "Alert", "v1beta1", "v1beta2", "v1beta3*"),
    crd(IMAGE, "ImagePolicy", "v1beta1", "v1beta2*"),
  ],
  "v2.7.5": [
    ...SOURCES.map((kind) => crd(SOURCE, kind, "v1beta2", "v1*")),
    crd(SOURCE, "OCIRepository", "v1beta2", "v1*"),
    crd(HELM, "HelmRelease", "v2beta2", "v2*"),
    crd(KUSTOMIZE, "Kustomization", "v1beta2", "v1*"),
    crd(NOTIFICATION, "Alert", "v1beta2", "v1beta3*"),
    crd(IMAGE, "ImagePolicy", "v1beta2", "v1*"),
  ],
  "v2.8.8": [
    ...SOURCES.map((kind) => crd(SOURCE, kind, "v1*")),
    crd(SOURCE, "OCIRepository", "v1*"),
    crd(HELM, "HelmRelease", "v2*"),
    crd(KUSTOMIZE, "Kustomization", "v1*"),
    crd(NOTIFICATION, "Alert", "v1beta2", "v1beta3*"),
    crd(IMAGE, "ImagePolicy", "v1beta2", "v1*"),
  ],
  "v2.9.4": [
    ...SOURCES.map((kind) => crd(SOURCE, kind, "v1*")),
    crd(SOURCE, "OCIRepository", "v1*"),
    crd(HELM, "HelmRelease", "v2*"),
    crd(KUSTOMIZE, "Kustomization", "v1*"),
    crd(NOTIFICATION, "Alert", "v1beta3*"),
    crd(IMAGE, "ImagePolicy", "v1*"),
  ],
};

/** Ranges are left to the rules, as for releases whose notes do not repeat them. */
export const fluxAt = (version: string): Candidate => candidate(version, { crds: FLUX[version] ?? null });

const volumes = (...versions: readonly string[]): CrdFacts[] => [crd("longhorn.io", "Volume", ...versions)];

export const longhornAt = (version: string): Candidate => {
  const minor = Number(version.split(".")[1]);
  const crds =
    minor < 9
      ? volumes("v1beta1", "v1beta2*")
      : minor === 9
        ? volumes("v1beta1-", "v1beta2*")
        : volumes("v1beta2*");
  return candidate(version, { crds, kubeVersion: minor < 13 ? ">=1.25.0-0" : ">=1.34.0-0" });
};

export const K3S = ["v1.33.10+k3s1", "v1.34.5+k3s1", "v1.34.6+k3s1", "v1.35.6+k3s1", "v1.36.2+k3s1"];

export const k3s = (versions: readonly string[] = K3S): Component => component("k3s", "k3s", versions);

/** k3s 1.33, Flux 2.6 and Longhorn 1.9 on the way to k3s 1.36, Flux 2.9 and Longhorn 1.12. */
export const ladder = (over: Partial<Problem> = {}): Problem =>
  problem(
    [
      k3s(),
      component("flux", "flux", ["v2.6.4", "v2.7.5", "v2.8.8", "v2.9.4"].map(fluxAt)),
      component(
        "longhorn",
        "longhorn",
        ["v1.9.2", "v1.10.1", "v1.10.2", "v1.11.0", "v1.11.3", "v1.12.1"].map(longhornAt),
      ),
    ],
    {
      traits: new Set(["embedded-etcd"]),
      ...over,
      policy: {
        desired: { k3s: "v1.36.2+k3s1", flux: "v2.9.4", longhorn: "v1.12.1" },
        hold: [],
        dependsOn: [],
        ignored: [],
        kinds: {},
        accept: [],
        ...over.policy,
      },
    },
  );
