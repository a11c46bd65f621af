import type { KubeObject } from "../kube-object";
import { entriesOf, textOf, type Value } from "../value";

const LONGEST_PATTERN = 500;
const MOST_REPEATS = 4;

/** kustomize matches in linear time, JavaScript does not: `(a+)+b` would keep it busy for ever. */
function isQuick(pattern: string): boolean {
  const shape = pattern.replace(/\\./g, "x").replace(/\[\^?\]?[^\]]*\]/g, "x");
  const repeats = shape.match(/[*+{]/g)?.length ?? 0;
  return pattern.length <= LONGEST_PATTERN && repeats <= MOST_REPEATS && !/\)[*+{]/.test(shape);
}

/** Names and namespaces of a target are anchored regular expressions; what is none, or a slow one, is a name. */
function matchesWhole(pattern: string | undefined, text: string): boolean {
  if (pattern === undefined || pattern === "") return true;
  if (!isQuick(pattern)) return pattern === text;
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return pattern === text;
  }
}

type Labels = ReadonlyMap<string, string>;

/** One requirement of kubectl's selector text: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`. */
function holds(requirement: string, labels: Labels): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(requirement);
  if (set !== null) {
    const values = (set[3] ?? "").split(",").map((it) => it.trim());
    return values.includes(labels.get(set[1] ?? "") ?? "") === (set[2] === "in");
  }
  const pair = /^([^!=\s]+)\s*(==?|!=)\s*(\S*)$/.exec(requirement);
  if (pair !== null) return (labels.get(pair[1] ?? "") === pair[3]) === (pair[2] !== "!=");
  return requirement.startsWith("!") ? !labels.has(requirement.slice(1).trim()) : labels.has(requirement);
}

function selects(selector: string | undefined, object: KubeObject, field: "labels" | "annotations"): boolean {
  if (selector === undefined || selector === "") return true;
  const entries = entriesOf(object.value, "metadata", field);
  const labels = new Map(entries.map(([key, value]) => [key, textOf(value) ?? ""]));
  // Commas separate requirements, but not within the parentheses of a set.
  return selector.split(/,(?![^(]*\))/).every((requirement) => holds(requirement.trim(), labels));
}

const equals = (wanted: string | undefined, found: string): boolean =>
  wanted === undefined || wanted === "" || wanted === found;

/** Whether a patch's `target` means this object. */
export function isTargeted(target: Value, object: KubeObject): boolean {
  return (
    equals(textOf(target, "group"), object.group) &&
    equals(textOf(target, "version"), object.version) &&
    equals(textOf(target, "kind"), object.kind) &&
    matchesWhole(textOf(target, "name"), object.name) &&
    matchesWhole(textOf(target, "namespace"), object.namespace) &&
    selects(textOf(target, "labelSelector"), object, "labels") &&
    selects(textOf(target, "annotationSelector"), object, "annotations")
  );
}

/** Whether a patch without target names this object itself. */
export const isNamedBy = (patch: KubeObject, object: KubeObject): boolean =>
  patch.group === object.group &&
  patch.kind === object.kind &&
  patch.name === object.name &&
  (patch.namespace === "" || object.namespace === "" || patch.namespace === object.namespace);
