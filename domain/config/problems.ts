import type { z } from "zod";
import { nearest } from "../nearest";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const NAMESPACE = "gitops-updates";

/** `["policy", "window", 0, "start"]` -> `gitops-updates:policy.window[0].start`. */
function nameOf(path: Path): string {
  const [key, ...rest] = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  return `${NAMESPACE}:${(key ?? "").replace(/^\./, "")}${rest.join("")}`;
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

function found(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) return "nothing";
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

function accepted(issue: Issue): string {
  if (issue.code === "invalid_value") return issue.values.map((value) => JSON.stringify(value)).join(", ");
  return issue.message;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** The keys that the schema knows at a place. */
function knownKeys(schema: SchemaNode, path: Path): string[] {
  const step = (node: SchemaNode | undefined, key: PropertyKey): SchemaNode | undefined =>
    typeof key === "number" ? node?.items : node?.properties?.[String(key)];
  return Object.keys(path.reduce(step, schema as SchemaNode | undefined)?.properties ?? {});
}

function unknownKey(schema: SchemaNode, path: Path, key: string): string {
  const known = knownKeys(schema, path);
  const close = nearest(key, known);
  const hint = close === null ? `accepted: ${known.join(", ")}` : `did you mean "${close}"?`;
  return `${nameOf([...path, key])}: no such key, ${hint}`;
}

/** One line per problem: where, what was found, what is accepted. */
export function problems(issues: readonly Issue[], raw: unknown, schema: SchemaNode): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((it) => unknownKey(schema, issue.path, it));
    return `${nameOf(issue.path)}: found ${found(at(raw, issue.path))}, accepted: ${accepted(issue)}`;
  });
}
