import { isUpdateError } from "../../domain/errors";
import type { Finding } from "../../domain/finding";
import type { Unknown } from "../../domain/listing";
import { evaluateAdvisories, mergeVerdicts, type SecurityVerdict, type Subject } from "../../domain/security";
import { github } from "./github";
import { osv } from "./osv";
import type { AdvisoriesFound, AdvisorySource, SecurityWorld } from "./types";

export { fetchSupport } from "./end-of-life";
export { githubAt } from "./github";
export { osvAt } from "./osv";
export { OsvRecord } from "./osv-record";
export type { AdvisorySource, SecurityWorld } from "./types";

/** Every database that is asked; a new one is a file, and a line here. */
export const ADVISORY_SOURCES: readonly AdvisorySource[] = [osv, github];

export interface SecurityReport {
  /** One for each fault and subject, with its evidence. */
  readonly verdicts: readonly SecurityVerdict[];
  /** Databases that did not answer: without them "no verdict" does not mean "no fault". */
  readonly unknown: readonly Unknown[];
  readonly findings: readonly Finding[];
}

function unknownBecause({ title }: AdvisorySource, error: unknown): Unknown {
  const because = error instanceof Error ? error.message : String(error);
  const told = isUpdateError(error) ? error : { code: "SOURCE_FAILED", next: "run again." };
  return { kind: "unknown", source: title, code: told.code, because, next: told.next };
}

async function readSource(
  source: AdvisorySource,
  packages: readonly string[],
  world: SecurityWorld,
): Promise<AdvisoriesFound | Unknown> {
  try {
    return await source.read(packages, world);
  } catch (error) {
    return unknownBecause(source, error);
  }
}

/** What is known to be wrong with these packages at these versions. */
export async function assessSecurity(
  subjects: readonly Subject[],
  world: SecurityWorld,
  sources: readonly AdvisorySource[] = ADVISORY_SOURCES,
): Promise<SecurityReport> {
  const packages = [...new Set(subjects.map((subject) => subject.package))];
  const answers = await Promise.all(sources.map((source) => readSource(source, packages, world)));
  const read = answers.filter((answer) => "advisories" in answer);
  const advisories = read.flatMap((answer) => answer.advisories);
  return {
    verdicts: mergeVerdicts(subjects.flatMap((subject) => evaluateAdvisories(advisories, subject))),
    unknown: answers.filter((answer) => "kind" in answer),
    findings: read.flatMap(({ findings }) => findings),
  };
}
