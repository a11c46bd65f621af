import { gzipSync } from "node:zlib";
import type { Manifest } from "./kube-api";

const encoded = (text: string): string => Buffer.from(text).toString("base64");

function definition(group: string, kind: string, versions: readonly string[]): Manifest & { spec: unknown } {
  const singular = kind.toLowerCase();
  const plural = `${singular.replace(/y$/, "ie")}s`;
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular, listKind: `${kind}List` },
      versions: versions.map((name, i) => ({ name, served: true, storage: i === 0, schema })),
    },
  };
}

/** Definitions with the names and versions of the real ones; what is in an object is free. */
const DEFINITIONS = [
  definition("helm.toolkit.fluxcd.io", "HelmRelease", ["v2", "v2beta2"]),
  definition("source.toolkit.fluxcd.io", "HelmRepository", ["v1", "v1beta2"]),
  definition("source.toolkit.fluxcd.io", "OCIRepository", ["v1", "v1beta2"]),
  definition("source.toolkit.fluxcd.io", "GitRepository", ["v1", "v1beta2"]),
  definition("source.toolkit.fluxcd.io", "HelmChart", ["v1", "v1beta2"]),
  definition("source.toolkit.fluxcd.io", "Bucket", ["v1", "v1beta2"]),
  definition("kustomize.toolkit.fluxcd.io", "Kustomization", ["v1", "v1beta2"]),
  definition("notification.toolkit.fluxcd.io", "Alert", ["v1beta3", "v1beta2"]),
  definition("notification.toolkit.fluxcd.io", "Provider", ["v1beta3", "v1beta2"]),
  definition("notification.toolkit.fluxcd.io", "Receiver", ["v1", "v1beta2"]),
  definition("image.toolkit.fluxcd.io", "ImageRepository", ["v1", "v1beta2"]),
  definition("image.toolkit.fluxcd.io", "ImagePolicy", ["v1", "v1beta2"]),
  definition("image.toolkit.fluxcd.io", "ImageUpdateAutomation", ["v1", "v1beta2"]),
  definition("helm.cattle.io", "HelmChart", ["v1"]),
  definition("fluxcd.controlplane.io", "FluxInstance", ["v1"]),
  definition("longhorn.io", "Setting", ["v1beta2", "v1beta1"]),
  definition("longhorn.io", "Volume", ["v1beta2", "v1beta1"]),
];

const namespace = (name: string): Manifest => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

const PART_OF_FLUX = { app: "source-controller", "app.kubernetes.io/part-of": "flux" };

/** No replica: what counts is what the object says. */
const CONTROLLER = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "source-controller",
    namespace: "flux-system",
    labels: { ...PART_OF_FLUX, "app.kubernetes.io/version": "v2.7.5" },
  },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: "source-controller" } },
    template: {
      metadata: { labels: { app: "source-controller" } },
      spec: { containers: [{ name: "manager", image: "ghcr.io/fluxcd/source-controller:v1.7.3" }] },
    },
  },
};

const HELM_RELEASE = {
  name: "by-hand",
  namespace: "apps",
  version: 3,
  info: { status: "deployed" },
  chart: { metadata: { name: "by-hand", version: "4.5.6" } },
};

const secret = (name: string, type: string, data: Readonly<Record<string, string>>) => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name, namespace: "apps", labels: { name, version: "3" } },
  type,
  data,
});

/** A chart of Flux from a private source, one that somebody installed with Helm, and Longhorn. */
const objects = (charts: string) => [
  CONTROLLER,
  {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "HelmRepository",
    metadata: { name: "private", namespace: "apps" },
    spec: { url: charts, secretRef: { name: "login" } },
  },
  {
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: "web", namespace: "apps" },
    spec: {
      chart: {
        spec: { chart: "web", version: "1.2.3", sourceRef: { kind: "HelmRepository", name: "private" } },
      },
    },
  },
  {
    apiVersion: "longhorn.io/v1beta2",
    kind: "Setting",
    metadata: { name: "current-longhorn-version", namespace: "longhorn-system" },
    value: "v1.9.2",
  },
  secret("login", "Opaque", { username: encoded("me"), password: encoded("canary") }),
  secret("sh.helm.release.v1.by-hand.v3", "helm.sh/release.v1", {
    release: encoded(gzipSync(JSON.stringify(HELM_RELEASE)).toString("base64")),
  }),
];

/** Everything that `detect` looks for, as the cluster of somebody who uses all of it has it. */
export const fluxObjects = (charts: string): readonly Manifest[] => [
  ...DEFINITIONS,
  ...["flux-system", "longhorn-system", "apps"].map(namespace),
  ...objects(charts),
];
