import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Settings } from "../providers/settings";
import { kubernetesProvider, loadKubernetes } from "./kubernetes-plugin";

export interface RunMarkerArgs {
  readonly parent: Resource;
  readonly kubernetes: Settings["kubernetes"];
  readonly target: Input<string>;
  readonly backup: Output<{ readonly id: string } | null>;
  readonly dependsOn: readonly Resource[];
}

/** A ConfigMap in kube-system that shows people in the cluster what the last stage was and how to go back. */
export function declareRunMarker({ parent, kubernetes, target, backup, dependsOn }: RunMarkerArgs): Resource {
  const provider = kubernetesProvider("in-cluster", parent, kubernetes);
  const data = { k3s: target, backup: backup.apply((taken) => taken?.id ?? "") };
  const metadata = { name: "gitops-updates", namespace: "kube-system" };
  const options = { parent, provider, dependsOn: [...dependsOn] };
  return new (loadKubernetes().core.v1.ConfigMap)("run", { metadata, data }, options);
}
