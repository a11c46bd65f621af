import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { canonicalJson, sha256 } from "../../../domain/canonical-json";
import { Bundle } from "../../../domain/detect/bundle";
import { usage } from "../../../domain/errors";

/** Sixty indexes of the largest kind; what unpacks to more was made to fill our memory. */
const LARGEST_BYTES = 1024 * 1024 * 1024;

const Envelope = z.object({ sha256: z.string(), bundle: z.string() });

/** One gzip file. The digest tells a file that was cut or changed on its way; it is no signature. */
export function writeBundle(file: string, bundle: Bundle): void {
  const text = canonicalJson(bundle);
  const envelope = JSON.stringify({ sha256: sha256(text), bundle: text });
  writeFileAtomic.sync(file, gzipSync(envelope), { mode: 0o600 });
}

function unreadable(file: string, why: string): Error {
  return usage(
    "BUNDLE_UNREADABLE",
    `${file} is no bundle that can be read (${why}).`,
    "copy it again, or write it anew with gitops-update detect --write-bundle FILE.",
  );
}

function parse(file: string): Bundle {
  const { sha256: digest, bundle } = Envelope.parse(
    JSON.parse(gunzipSync(readFileSync(file), { maxOutputLength: LARGEST_BYTES }).toString("utf8")),
  );
  if (sha256(bundle) !== digest) throw new Error("its content does not have its digest");
  return Bundle.parse(JSON.parse(bundle));
}

/** Throws `BUNDLE_UNREADABLE`. */
export function readBundle(file: string): Bundle {
  try {
    return parse(file);
  } catch (error) {
    const why = error instanceof z.ZodError ? "it has another form" : String((error as Error).message);
    throw unreadable(file, why);
  }
}
