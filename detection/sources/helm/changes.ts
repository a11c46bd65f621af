import { z } from "zod";
import type { ChartChange } from "../../../domain/notes";
import { readYaml } from "../yaml";
import { type PlainFields, readPlainMaps } from "./plain-map";
import { readScalar } from "./plain-values";

const KIND = z.enum(["added", "changed", "deprecated", "removed", "fixed", "security"]);

const Change = z.union([
  z.string().transform((description): ChartChange => ({ kind: null, description })),
  z
    .object({ kind: KIND.nullable().catch(null), description: z.string() })
    .transform(({ kind, description }): ChartChange => ({ kind, description })),
]);

const FIELDS: PlainFields = new Map([
  ["kind", readScalar],
  ["description", readScalar],
]);

/** More than a chart ever listed for one version; a longer text is something else. */
const LONGEST = 200_000;

function parsed(text: string): unknown {
  try {
    return readPlainMaps(text, FIELDS) ?? readYaml(text);
  } catch {
    return null;
  }
}

/** `artifacthub.io/changes`, a text that holds YAML: sentences, or objects with a kind. What is neither is left out. */
export function readChanges(annotation: unknown): ChartChange[] {
  if (typeof annotation !== "string" || annotation.length > LONGEST) return [];
  const list = parsed(annotation);
  return Array.isArray(list) ? list.flatMap((item) => Change.safeParse(item).data ?? []) : [];
}
