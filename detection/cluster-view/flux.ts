import type { FluxInstall, FluxMode } from "../../domain/detect/cluster-view";
import type { Cluster } from "../../domain/ports";
import { DeploymentObject, NamedObject } from "./answers";
import { readAll } from "./read";

const PART_OF_FLUX = "app.kubernetes.io/part-of=flux";
const CONTROLLER = /(?:^|\/)([a-z-]+-controller|source-watcher):(v[^@\s]+)/;

function controllersOf(deployments: readonly DeploymentObject[]): Map<string, string> {
  const images = deployments.flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image));
  return new Map(
    images.flatMap((image): [string, string][] => {
      const [, name, version] = CONTROLLER.exec(image) ?? [];
      return name === undefined || version === undefined ? [] : [[name, version]];
    }),
  );
}

const labelOf = (objects: readonly NamedObject[], label: string): string | undefined =>
  objects.map(({ metadata }) => metadata.labels[label]).find((value) => value !== undefined);

/** Flux' own manifests carry its version; a chart puts that of the chart's application there. */
function versionOf(deployments: readonly DeploymentObject[]): string | null {
  const version = labelOf(deployments, "app.kubernetes.io/version");
  if (version === undefined || !/^v?\d+\.\d+\.\d+/.test(version)) return null;
  return version.startsWith("v") ? version : `v${version}`;
}

async function modeOf(cluster: Cluster, deployments: readonly DeploymentObject[]): Promise<FluxMode> {
  const instances = await readAll(
    cluster,
    { group: "fluxcd.controlplane.io", plural: "fluxinstances" },
    NamedObject,
  );
  if (instances.length > 0) return "operator";
  if (labelOf(deployments, "app.kubernetes.io/managed-by") === "Helm") return "chart";
  // Bootstrap lets Flux apply itself, which leaves the Kustomization's name on everything that it applies.
  return labelOf(deployments, "kustomize.toolkit.fluxcd.io/name") === undefined ? "plain" : "bootstrap";
}

/** Flux as it runs; `null` when no controller of it does. */
export async function readFlux(cluster: Cluster): Promise<FluxInstall | null> {
  const deployments = await readAll(
    cluster,
    { group: "apps", plural: "deployments", labelSelector: PART_OF_FLUX },
    DeploymentObject,
  );
  const controllers = controllersOf(deployments);
  if (controllers.size === 0) return null;
  return { mode: await modeOf(cluster, deployments), version: versionOf(deployments), controllers };
}
