/** What advisories and support dates mean for a version. */
export type { Advisory, AffectedPackage } from "./advisory";
export {
  type SupportCycle,
  type SupportVerdict,
  supportByCount,
  supportOf,
} from "./end-of-life";
export { evaluateAdvisories, mergeVerdicts, type SecurityVerdict, type Subject } from "./evaluate";
export { parseGithubRange } from "./github-range";
export { effectiveRanges, rangesOf } from "./osv-events";
export { type Installed, securitySubjects } from "./subjects";
