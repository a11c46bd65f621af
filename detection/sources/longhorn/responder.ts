import { z } from "zod";
import type { Finding } from "../../../domain/finding";
import { finding } from "../../../domain/finding-codes";
import type { Http } from "../../../domain/ports";
import { getAnswer, parseAnswer, unreadable } from "../../answers";

/** What Longhorn itself would be told when it asks for updates. */
export interface Recommended {
  readonly version: string;
  readonly tags: readonly string[];
  /** Oldest version that may go to this one; `null` when none is named. */
  readonly minimum: string | null;
}

/** Until 2023 the keys began with a capital. */
const lowered = (value: unknown): unknown =>
  typeof value !== "object" || value === null
    ? value
    : Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), inner]),
      );

const Version = z.preprocess(
  lowered,
  z.object({
    name: z.string(),
    minUpgradableVersion: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
  }),
);

const Answer = z.preprocess(lowered, z.object({ versions: z.array(Version) }));

/** A comma before a closing bracket, outside of texts: it has been in the published data. */
const withoutTrailingCommas = (json: string): string =>
  json.replaceAll(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_all, text: string | undefined) => text ?? "");

function parseSloppy(url: string, body: string): { value: unknown; findings: Finding[] } {
  try {
    return { value: JSON.parse(body), findings: [] };
  } catch {
    const mended = withoutTrailingCommas(body);
    try {
      const value: unknown = JSON.parse(mended);
      const said = "its JSON has a comma too many";
      return { value, findings: [finding("SOURCE_SLOPPY", "Longhorn's upgrade responder", said)] };
    } catch (error) {
      throw unreadable(url, "answered something else than expected", error);
    }
  }
}

/** Asks as Longhorn does, without telling anything about the cluster. */
export async function askResponder(
  http: Http,
  url: string,
): Promise<{ recommended: Recommended[]; findings: Finding[] }> {
  const { body } = await getAnswer(http, url, { post: "{}" });
  const { value, findings } = parseSloppy(url, body);
  const { versions } = parseAnswer(url, value, Answer);
  const recommended = versions.map(({ name, tags, minUpgradableVersion }) => ({
    version: name,
    tags: tags ?? [],
    minimum: minUpgradableVersion || null,
  }));
  return { recommended, findings };
}
