import { CLUSTER_CODES } from "./codes/cluster";
import { DETECT_CODES } from "./codes/detect";
import { DRAIN_CODES } from "./codes/drain";
import type { CodeEntry } from "./codes/entry";
import { GIT_CODES } from "./codes/git";
import { HEALTH_CODES } from "./codes/health";
import { NODE_CODES } from "./codes/node";
import { PATH_CODES } from "./codes/path";
import { PROBE_CODES } from "./codes/probes";
import { PROPOSAL_CODES } from "./codes/proposal";
import { RUN_CODES } from "./codes/run";
import { SOLVER_CODES } from "./codes/solver";
import { SOURCE_CODES } from "./codes/source";
import { describeError, isUpdateError } from "./errors";
import type { Finding } from "./finding";

/** What every code means; `docs/reference/findings.md` is generated from this table. */
export const FINDING_CODES = {
  ...PATH_CODES,
  ...NODE_CODES,
  ...CLUSTER_CODES,
  ...DRAIN_CODES,
  ...RUN_CODES,
  ...HEALTH_CODES,
  ...GIT_CODES,
  ...SOURCE_CODES,
  ...PROBE_CODES,
  ...DETECT_CODES,
  ...SOLVER_CODES,
  ...PROPOSAL_CODES,
} as const;

export type FindingCode = keyof typeof FINDING_CODES;

const CODES: Readonly<Record<FindingCode, CodeEntry>> = FINDING_CODES;

/** Makes every finding; severity and advice are the table's unless the case at hand knows better. */
export function finding(
  code: FindingCode,
  subject: string,
  message: string,
  better: Partial<Pick<Finding, "severity" | "next">> = {},
): Finding {
  const { severity, advice } = CODES[code];
  return { code, severity, subject, message, next: advice, ...better };
}

/** What could not be found out because of an error, whose own advice is nearer to the matter than the table's. */
export function findingOf(code: FindingCode, subject: string, error: unknown): Finding {
  if (!isUpdateError(error)) return finding(code, subject, describeError(error));
  return finding(code, subject, `${error.code}: ${error.message}`, { next: error.next });
}

const isCode = (code: string): code is FindingCode => Object.hasOwn(CODES, code);

/** Codes that `policy.acknowledge` accepts. */
export const ACKNOWLEDGEABLE: readonly string[] = Object.keys(CODES).filter(
  (code) => isCode(code) && CODES[code].acknowledgeable === true,
);

/** Blockers that the operator accepted become warnings; everything else stays. */
export function acknowledge(findings: readonly Finding[], codes: readonly string[]): Finding[] {
  const accepted = new Set(codes.filter((code) => ACKNOWLEDGEABLE.includes(code)));
  return findings.map((found) =>
    found.severity === "blocker" && accepted.has(found.code) ? { ...found, severity: "warning" } : found,
  );
}
