/** What advisories and support dates mean for a version. */
export { type Advisory, type AffectedPackage, type AffectedRange, describeRange } from "./advisory";
export {
  cycleOf,
  type DatedVersion,
  type SupportCycle,
  type SupportVerdict,
  supportByCount,
  supportOf,
} from "./end-of-life";
export { evaluateAdvisories, mergeVerdicts, type SecurityVerdict, type Subject } from "./evaluate";
export { parseGithubRange } from "./github-range";
export { effectiveRanges, type OsvEvent, type OsvRange, rangesOf } from "./osv-events";
export { type Installed, securitySubjects } from "./subjects";
