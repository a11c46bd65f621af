/** Versions and constraints as Helm, Flux and Longhorn evaluate them. */
export {
  acceptsKubernetes,
  allowedChartVersions,
  type ChartCandidate,
  selectChartVersion,
  withoutFluxDigest,
} from "./chart-version";
export { parseConstraint, satisfies, tryParseConstraint } from "./constraint";
export { longhornKubernetesMinor, refuseLonghornPath } from "./longhorn-path";
export { compareVersions, parseVersion, type SemVersion } from "./version";
