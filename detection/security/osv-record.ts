import { z } from "zod";
import { type Advisory, effectiveRanges } from "../../domain/security";

const Event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});

const Range = z.object({ type: z.string(), events: z.array(Event) });

const Affected = z.object({
  package: z.object({ name: z.string() }).nullish(),
  ranges: z.array(Range).nullish(),
  versions: z.array(z.string()).nullish(),
  ecosystem_specific: z.object({ custom_ranges: z.array(Range).nullish() }).nullish(),
});

const RATINGS: Readonly<Record<string, string>> = { MODERATE: "medium" };

/** A record of the Open Source Vulnerability format. */
export const OsvRecord = z
  .object({
    id: z.string(),
    aliases: z.array(z.string()).nullish(),
    summary: z.string().nullish(),
    withdrawn: z.string().nullish(),
    affected: z.array(Affected).nullish(),
    database_specific: z.object({ url: z.string().nullish(), severity: z.string().nullish() }).nullish(),
  })
  .transform(({ id, aliases, summary, withdrawn, affected, database_specific }): Advisory => {
    const rated = database_specific?.severity ?? null;
    return {
      id,
      aliases: aliases ?? [],
      summary: summary ?? "",
      url: database_specific?.url ?? `https://osv.dev/vulnerability/${id}`,
      severity: rated === null ? null : (RATINGS[rated] ?? rated.toLowerCase()),
      withdrawn: (withdrawn ?? null) !== null,
      affected: (affected ?? []).map(affectedOf),
    };
  });

function affectedOf({ package: named, ranges, versions, ecosystem_specific }: z.output<typeof Affected>) {
  const custom = ecosystem_specific?.custom_ranges ?? [];
  return {
    package: named?.name ?? "",
    ranges: effectiveRanges(ranges ?? [], custom),
    versions: versions ?? [],
    unread: [],
  };
}
