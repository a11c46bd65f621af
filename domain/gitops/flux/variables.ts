import type { KubeObject } from "../kube-object";
import { partOf } from "../part";
import { entriesOf, itemsOf, mapScalars, type ScalarValue, scalarOf, textOf, type Value } from "../value";
import { envsubst, soleExpression } from "./envsubst";

/** Finds the ConfigMap or Secret that a `substituteFrom` entry means; `null` when the tree does not have it. */
export type FindData = (kind: string, name: string) => KubeObject | null;

export interface Variables {
  readonly values: ReadonlyMap<string, ScalarValue>;
  /** Sources that are not in the tree: a variable that is missing here may be set there. */
  readonly unread: readonly string[];
}

const decoded = (scalar: ScalarValue): ScalarValue => ({
  ...scalar,
  text: Buffer.from(scalar.text, "base64").toString("utf8"),
});

function dataOf({ kind, value }: KubeObject): (readonly [string, ScalarValue])[] {
  const fields = kind === "Secret" ? ["data", "stringData"] : ["data"];
  return fields.flatMap((field) =>
    entriesOf(value, field).flatMap(([key, it]): [string, ScalarValue][] => {
      const scalar = scalarOf(it);
      if (scalar === undefined) return [];
      return [[key, kind === "Secret" && field === "data" && !scalar.unknown ? decoded(scalar) : scalar]];
    }),
  );
}

/** The variables of a Kustomization: `substituteFrom` in order, later ones winning, then `substitute`. */
export function variablesOf(kustomization: Value, find: FindData): Variables {
  const values = new Map<string, ScalarValue>();
  const unread: string[] = [];
  for (const from of itemsOf(kustomization, "spec", "postBuild", "substituteFrom")) {
    const [kind, name] = [textOf(from, "kind") ?? "ConfigMap", textOf(from, "name") ?? ""];
    const data = find(kind, name);
    if (data === null) unread.push(`${kind} ${name}`);
    else for (const [key, value] of dataOf(data)) values.set(key, value);
  }
  for (const [key, value] of entriesOf(kustomization, "spec", "postBuild", "substitute")) {
    const scalar = scalarOf(value);
    if (scalar !== undefined) values.set(key, scalar);
  }
  return { values, unread };
}

/** A scalar that is one variable is written where that variable is, or where its default is. */
function written(scalar: ScalarValue, text: string, values: Variables["values"]): ScalarValue {
  const sole = soleExpression(scalar.text);
  if (sole === null) return { ...scalar, text, composed: true };
  const variable = values.get(sole.name);
  if (variable === undefined && sole.fallback === null) return { ...scalar, text };
  const origin = variable ?? partOf(scalar, sole.fallback ?? "");
  const { at: _, ...rest } = scalar;
  return { ...rest, text, ...(origin.at === undefined ? {} : { at: origin.at }) };
}

function substituteScalar(scalar: ScalarValue, { values, unread }: Variables): ScalarValue {
  if (!scalar.text.includes("${")) return scalar;
  const unknown = new Set<string>();
  const lookup = (name: string): string | undefined => {
    const value = values.get(name);
    if (value?.unknown !== undefined) unknown.add(name);
    return value?.text;
  };
  const text = envsubst(scalar.text, lookup, (name) => unread.length > 0 && unknown.add(name));
  const result = written(scalar, text, values);
  return unknown.size === 0 ? result : { ...result, unknown: [...unknown].sort() };
}

const DISABLED = ["labels", "annotations"].map((field) => [
  "metadata",
  field,
  "kustomize.toolkit.fluxcd.io/substitute",
]);

/** Without a single variable Flux leaves every `${...}` as it is. */
const isEmpty = ({ values, unread }: Variables): boolean => values.size === 0 && unread.length === 0;

/** The object with its variables replaced, unless it asks to be left alone. */
export function substitute(value: Value, variables: Variables): Value {
  if (isEmpty(variables)) return value;
  if (DISABLED.some((keys) => textOf(value, ...keys) === "disabled")) return value;
  return mapScalars(value, (scalar) => substituteScalar(scalar, variables));
}
