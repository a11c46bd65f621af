import type { GitCluster } from "../clusters";
import { describeObject, type KubeObject } from "../kube-object";
import { type GitFinding, gitFinding } from "../report";
import { itemsOf, textOf, type Value } from "../value";
import { isFluxKustomization } from "./kustomization";

const identity = ({ namespace, name }: KubeObject): string => `${namespace}/${name}`;

const wanted = (from: KubeObject, ref: Value): string =>
  `${textOf(ref, "namespace") ?? from.namespace}/${textOf(ref, "name") ?? ""}`;

const dependsOn = (object: KubeObject): readonly Value[] => itemsOf(object.value, "spec", "dependsOn");

/** Whether following `dependsOn` leads back to the start. */
function waitsForItself(start: KubeObject, all: ReadonlyMap<string, KubeObject>): boolean {
  const seen = new Set<string>();
  const queue = dependsOn(start).map((ref) => wanted(start, ref));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === identity(start)) return true;
    const object = seen.has(next) ? undefined : all.get(next);
    seen.add(next);
    if (object !== undefined) queue.push(...dependsOn(object).map((ref) => wanted(object, ref)));
  }
  return false;
}

function judge(object: KubeObject, all: ReadonlyMap<string, KubeObject>): GitFinding[] {
  const missing = dependsOn(object).filter((ref) => !all.has(wanted(object, ref)));
  const findings = missing.map((ref) =>
    gitFinding(
      "FLUX_DEPENDENCY_MISSING",
      ref.at,
      `${describeObject(object)} waits for ${wanted(object, ref)}, which is not in the tree.`,
    ),
  );
  if (!waitsForItself(object, all)) return findings;
  const message = `${describeObject(object)} waits for itself.`;
  return [...findings, gitFinding("FLUX_DEPENDENCY_CYCLE", object.value.at, message)];
}

/** Order among Kustomizations that can never be met. */
export const judgeDependencies = (clusters: readonly GitCluster[]): GitFinding[] =>
  clusters
    .filter(({ applied }) => applied)
    .flatMap(({ objects }) => {
      const kustomizations = objects.map(({ object }) => object).filter(isFluxKustomization);
      const all = new Map(kustomizations.map((it) => [identity(it), it]));
      return kustomizations.flatMap((it) => judge(it, all));
    });
