/** Versions and constraints as Helm, Flux and Longhorn evaluate them. */
export {
  acceptsKubernetes,
  allowedChartVersions,
  type ChartCandidate,
  selectChartVersion,
  withoutFluxDigest,
} from "./chart-version";
export { type Constraint, parseConstraint, satisfies, tryParseConstraint } from "./constraint";
export { type LonghornDistro, longhornKubernetesMinor, refuseLonghornPath } from "./longhorn-path";
export { compareVersions, parseVersion, type SemVersion } from "./version";
