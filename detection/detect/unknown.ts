import { isUpdateError } from "../../domain/errors";
import type { Unknown } from "../../domain/listing";

/** What could not be read, in the words of who tried. */
export function unknownBecause(source: string, error: unknown): Unknown {
  const because = error instanceof Error ? error.message : String(error);
  const told = isUpdateError(error) ? error : { code: "SOURCE_UNREADABLE", next: "run again later." };
  return { kind: "unknown", source, code: told.code, because, next: told.next };
}
