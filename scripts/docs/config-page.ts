import { configJsonSchema } from "../../domain/config";
import { code, generatedPage, table } from "./markdown";

/** The parts of a JSON Schema that a reader of the configuration wants to know. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Key {
  readonly path: string;
  readonly schema: Schema;
  readonly required: boolean;
}

const LONG_ENUM = 7;

/** Durations are texts with a pattern of their own; nothing else in the configuration has four such groups. */
const isDuration = ({ pattern = "" }: Schema): boolean => /d\)\?.*h\)\?.*m\)\?.*s\)\?/.test(pattern);

function choices(values: readonly unknown[]): string {
  if (values.length > LONG_ENUM) return "one of a list, see below";
  return values.map((value) => code(String(value))).join(", ");
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return choices(schema.enum);
  if (schema.type === "array") return `list of ${plural(schema.items ?? {})}`;
  if (schema.properties !== undefined) return "mapping";
  if (schema.type === "integer") return "whole number";
  if (schema.type === "boolean") return "true or false";
  return isDuration(schema) ? "duration" : "text";
}

function plural(items: Schema): string {
  if (items.properties !== undefined) return "mappings";
  if (items.type === "array") return "lists of texts";
  return items.enum === undefined ? "texts" : `texts: ${choices(items.enum)}`;
}

function unitOf(schema: Schema): string {
  if (isDuration(schema)) return "d, h, m, s";
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${schema.minimum} to ${schema.maximum}`;
  return "";
}

function defaultOf({ schema, required }: Key): string {
  if (required) return "required";
  if (schema.default === undefined) return "";
  // An empty mapping means that every key below has its own default.
  return schema.properties === undefined ? code(JSON.stringify(schema.default)) : "";
}

function keysBelow(schema: Schema, path: string): Key[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const own = path === "" ? name : `${path}.${name}`;
    const key = { path: own, schema: child, required: schema.required?.includes(name) ?? false };
    return [key, ...keysBelow(child, own), ...keysBelow(child.items ?? {}, `${own}[]`)];
  });
}

const rowOf = (key: Key): string[] => [
  code(key.path),
  typeOf(key.schema),
  defaultOf(key),
  unitOf(key.schema),
  key.schema.description ?? "",
];

function section(name: string, schema: Schema, required: boolean): string {
  const keys = keysBelow(schema, name);
  const what = [schema.description ?? "", required ? "Required." : ""].filter(Boolean).join(" ");
  const self = { path: name, schema, required };
  const rows = keys.length === 0 ? [rowOf(self)] : keys.map(rowOf);
  return `## ${name}\n\n${what}\n\n${table(["key", "type", "default", "unit or range", "meaning"], rows)}`;
}

function longEnums(schema: Schema): string {
  const long = keysBelow(schema, "").flatMap(({ path, schema: { items } }) =>
    items?.enum !== undefined && items.enum.length > LONG_ENUM
      ? [`${code(path)}: ${items.enum.map((value) => code(String(value))).join(", ")}.`]
      : [],
  );
  return ["## Lists", ...long].join("\n\n");
}

/** Every key from the schema that also judges the configuration, so the page cannot say something else. */
export function configPage(): string {
  const schema = configJsonSchema() as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([name, child]) =>
    section(name, child, schema.required?.includes(name) ?? false),
  );
  return generatedPage("Configuration", [
    "The keys of `Pulumi.<stack>.yaml`, each under `config:` with the prefix `gitops-updates:`. A dot is a level of\n" +
      "the mapping, `[]` an entry of a list. A duration is written as `90s`, `5m`, `1h30m` or `7d`. Relative paths\n" +
      "start at the folder of `Pulumi.yaml`; `~/` is your home. An unknown key is an error that names the nearest\n" +
      "known one.",
    "`gitops-update config check` checks a stack's file, and `gitops-update config schema` prints this as JSON\n" +
      "Schema. Source: `domain/config/`.",
    ...sections,
    longEnums(schema),
  ]);
}
