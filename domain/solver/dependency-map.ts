import { acceptsKubernetes } from "../constraints";
import { nameOf } from "./names";
import { byKindAndName, normalised } from "./normalise";
import { usesByOwner } from "./own";
import type { Candidate, Component, ComponentKind, Problem } from "./problem";
import { schemes } from "./scheme";
import { targetsOf } from "./target";

export interface MapNode {
  readonly id: string;
  readonly kind: ComponentKind | "git";
  readonly name: string;
  readonly from: string;
  /** The same as `from` where nothing is wanted. */
  readonly to: string;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  /** `range` of Kubernetes, `requires` of another component, `order` of the policy, `objects` that need a definition. */
  readonly kind: "range" | "requires" | "order" | "objects";
  readonly label: string;
}

/** What constrains what. */
export interface DependencyMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** Charts that accept every Kubernetes in question and ask nothing else; drawn, they would hide the rest. */
  readonly free: readonly string[];
}

const GIT = "git";

/** The versions that matter: where a component is and where it goes. */
function ends(component: Component, target: string | null): Candidate[] {
  const known = [component.installed, ...component.candidates];
  return known.filter(
    ({ version }, i) =>
      known.findIndex((it) => it.version === version) === i && (i === 0 || version === target),
  );
}

const labelled = (parts: readonly (readonly [version: string, range: string])[]): string => {
  const ranges = new Set(parts.map(([, range]) => range));
  if (ranges.size === 1) return [...ranges][0] ?? "";
  return parts.map(([version, range]) => `${version}: ${range}`).join("; ");
};

/** Ranges that leave out any version of k3s that is in question. */
function rangeEdge(component: Component, versions: readonly Candidate[], k3s: Component): MapEdge[] {
  if (component.kind === "k3s") return [];
  const kubernetes = [k3s.installed, ...k3s.candidates].map(({ version }) => version);
  const binding = versions.flatMap(({ version, kubeVersion }): [string, string][] =>
    kubeVersion === null || kubernetes.every((it) => acceptsKubernetes(kubeVersion, it))
      ? []
      : [[version, kubeVersion]],
  );
  if (binding.length === 0) return [];
  return [{ from: component.id, to: k3s.id, kind: "range", label: labelled(binding) }];
}

function requiredEdges({ id }: Component, versions: readonly Candidate[]): MapEdge[] {
  const all = versions.flatMap(({ version, requires }) => requires.map((it) => ({ version, ...it })));
  return [...new Set(all.map(({ component }) => component))].sort().map((on) => {
    const own = all.filter(({ component }) => component === on);
    return {
      from: id,
      to: on,
      kind: "requires",
      label: labelled(own.map(({ version, range }) => [version, range])),
    };
  });
}

function objectEdges(problem: Problem): MapEdge[] {
  return [...usesByOwner(problem)]
    .filter(([, { git }]) => git.length > 0)
    .map(([id, { git }]) => ({ from: GIT, to: id, kind: "objects", label: `${git.length} API versions` }));
}

/** Nodes and edges of what constrains what, in one order whatever order the problem came in. */
export function dependencyMap(given: Problem): DependencyMap {
  const all = schemes();
  const problem = normalised(given, all);
  const targets = targetsOf(problem, all);
  const components = [...problem.components].sort(byKindAndName);
  const k3s = components.find(({ kind }) => kind === "k3s");
  if (k3s === undefined) return { nodes: [], edges: [], free: [] };
  const own = components.flatMap((component) => {
    const versions = ends(component, targets.get(component.id)?.version ?? null);
    return [...rangeEdge(component, versions, k3s), ...requiredEdges(component, versions)];
  });
  const order = problem.policy.dependsOn.map(
    ({ component, on }): MapEdge => ({ from: component, to: on, kind: "order", label: "waits for" }),
  );
  const edges = [...own, ...order, ...objectEdges(problem)];
  const bound = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const isDrawn = ({ id, kind }: Component): boolean => kind !== "chart" || bound.has(id);
  const nodes = components.filter(isDrawn).map((it): MapNode => {
    const from = it.installed.version;
    return { id: it.id, kind: it.kind, name: nameOf(it), from, to: targets.get(it.id)?.version ?? from };
  });
  const git: MapNode[] = bound.has(GIT)
    ? [{ id: GIT, kind: GIT, name: "objects in Git", from: "", to: "" }]
    : [];
  return {
    nodes: [...nodes, ...git],
    edges,
    free: components.filter((it) => !isDrawn(it)).map(({ id }) => id),
  };
}
