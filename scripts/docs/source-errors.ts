import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { ErrorKind } from "../../domain/errors";

/** One code with the kind that it is raised with and the file that raises it. */
export interface SourceError {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly file: string;
}

/** The rooms whose errors a user meets. */
const ROOMS = ["cli", "components", "detection", "domain", "lab", "providers", "validation"];
/** Comments name codes too, but raise nothing. */
const COMMENT = /\/\*[\s\S]*?\*\//g;
const RAISED = /\b(blocked|waiting|stalled|partial|usage)\(\s*"([A-Z][A-Z0-9_]+)"/g;

function sourcesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts"));
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

function errorsIn(root: string, file: string): SourceError[] {
  const text = readFileSync(file, "utf8").replaceAll(COMMENT, "");
  return [...text.matchAll(RAISED)].map(([, kind, code = ""]) => ({
    code,
    kind: kind as ErrorKind,
    file: relative(root, file),
  }));
}

const keyOf = ({ code, kind, file }: SourceError): string => `${code} ${kind} ${file}`;

/** Every error that the sources raise with a literal code, once for each file, by code. */
export function sourceErrors(root: string): SourceError[] {
  const all = ROOMS.flatMap((room) => sourcesBelow(join(root, room)).flatMap((file) => errorsIn(root, file)));
  const unique = new Map(all.map((error) => [keyOf(error), error]));
  return [...unique.keys()].sort().flatMap((key) => unique.get(key) ?? []);
}
