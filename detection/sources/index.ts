import { z } from "zod";
import { isUpdateError, usage } from "../../domain/errors";
import type { Listing, Unknown } from "../../domain/listing";
import { flux } from "./flux";
import { helm } from "./helm";
import { k3s } from "./k3s";
import { longhorn } from "./longhorn";
import { oci } from "./oci";
import type { Source, SourceWorld } from "./types";

export { type Credential, readDockerConfig, Secret } from "./credentials";
export { fetchFluxManifest } from "./flux";
export { readFluxManifest } from "./flux/manifest";
export type { Source, SourceWorld } from "./types";

/** Every kind of source; a new one is a file or a folder, and a line here. */
export const SOURCES: readonly Source[] = [k3s, flux, longhorn, helm, oci];

function sourceOf(id: string): Source {
  const source = SOURCES.find((it) => it.id === id);
  if (source !== undefined) return source;
  const accepted = SOURCES.map((it) => it.id).join(", ");
  throw usage("SOURCE_KIND_UNKNOWN", `there is no kind of source "${id}".`, `use one of ${accepted}.`);
}

function parseQuery(source: Source, query: unknown): unknown {
  const parsed = source.query.safeParse(query);
  if (parsed.success) return parsed.data;
  const found = `a question to ${source.id} is wrong: ${z.prettifyError(parsed.error)}`;
  throw usage("SOURCE_QUERY_INVALID", `${found}.`, "correct it.");
}

const NEXT = "run again; if it stays, it is a mistake in gitops-updates.";

/** Whatever goes wrong with one source is said of that source, and the others are still read. */
function unknownBecause(source: string, error: unknown): Unknown {
  const said = isUpdateError(error)
    ? { code: error.code, because: error.message, next: error.next }
    : { code: "SOURCE_FAILED", because: error instanceof Error ? error.message : String(error), next: NEXT };
  return { kind: "unknown", source, ...said };
}

/**
 * What a source lists, or why that is unknown. Only a wrong question is thrown (`SOURCE_KIND_UNKNOWN`,
 * `SOURCE_QUERY_INVALID`): it is a mistake of who asks.
 */
export async function listReleases(id: string, query: unknown, world: SourceWorld): Promise<Listing> {
  const source = sourceOf(id);
  const parsed = parseQuery(source, query);
  const name = source.describe(parsed);
  try {
    return { kind: "listed", source: name, ...(await source.list(parsed, world)) };
  } catch (error) {
    return unknownBecause(name, error);
  }
}
