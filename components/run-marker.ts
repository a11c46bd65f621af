import type { Input, Output, Resource } from "@pulumi/pulumi";

export interface RunMarkerArgs {
  readonly parent: Resource;
  readonly kubeconfig: string | undefined;
  readonly target: Input<string>;
  readonly backup: Output<{ readonly id: string } | null>;
  readonly dependsOn: readonly Resource[];
}

/** The official plugin keeps the object; it is loaded only where `inCluster` asks for it. */
const loadKubernetes = (): typeof import("@pulumi/kubernetes") => require("@pulumi/kubernetes");

/** A ConfigMap in kube-system that shows people in the cluster what the last stage was and how to go back. */
export function declareRunMarker({ parent, kubeconfig, target, backup, dependsOn }: RunMarkerArgs): Resource {
  const kubernetes = loadKubernetes();
  const args = kubeconfig === undefined ? {} : { kubeconfig };
  const provider = new kubernetes.Provider("in-cluster", args, { parent });
  const data = { k3s: target, backup: backup.apply((taken) => taken?.id ?? "") };
  const metadata = { name: "gitops-updates", namespace: "kube-system" };
  const options = { parent, provider, dependsOn: [...dependsOn] };
  return new kubernetes.core.v1.ConfigMap("run", { metadata, data }, options);
}
