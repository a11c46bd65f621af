import { child, isList, isMap, isTrue, textOf, type Value } from "../value";

const ROOT_FIELDS = new Set(["apiVersion", "kind", "metadata", "status"]);

const below = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

function inMap(value: Value, schema: Value, path: string): string[] {
  if (!isMap(value) || isTrue(schema, "x-kubernetes-preserve-unknown-fields")) return [];
  const [known, any] = [child(schema, "properties"), child(schema, "additionalProperties")];
  if (known === undefined && any === undefined) return [];
  return [...value.entries].flatMap(([key, inner]) => {
    if (path === "" && ROOT_FIELDS.has(key)) return [];
    const next = child(known, key) ?? (isMap(any) ? any : undefined);
    if (next === undefined) return textOf(any) === "true" ? [] : [below(path, key)];
    return unknownFields(inner, next, below(path, key));
  });
}

/**
 * Fields that a schema does not have, as `spec.chart.spec.valuesFile`. Kubernetes drops them without a word, and
 * Flux refuses them, so a new apiVersion alone is not enough where there is one.
 */
export function unknownFields(value: Value, schema: Value | undefined, path = ""): string[] {
  if (schema === undefined) return [];
  const items = child(schema, "items");
  if (isList(value)) {
    return items === undefined
      ? []
      : [...new Set(value.items.flatMap((item) => unknownFields(item, items, `${path}[]`)))];
  }
  return inMap(value, schema, path);
}
