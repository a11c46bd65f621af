import { blocker, type CodeEntry, info, warning, yielding } from "./entry";

/** The way to the desired version. */
export const PATH_CODES = {
  NO_SERVER: blocker("The cluster has no server", "check which cluster the kubeconfig points to."),
  DOWNGRADE: blocker(
    "The desired version is older than what runs",
    "set gitops-updates:rollback to go back on purpose.",
  ),
  MAJOR_SKIP: blocker("The desired version has another major number", "choose a version of the same major."),
  RELEASE_MISSING: blocker(
    "No release is available for a minor on the way",
    "add a release of that minor to the source.",
  ),
  VERSION_UNAVAILABLE: blocker(
    "The desired version is not among the releases",
    "choose a version that the release source lists.",
  ),
  VERSION_WITHDRAWN: yielding("The desired version was withdrawn by k3s", "choose a later version."),
  VERSION_PRERELEASE: warning("The desired version is a prerelease", "choose a release for production."),
  RELEASE_TOO_YOUNG: yielding(
    "The release is younger than policy.minimumReleaseAge",
    "wait until it is old enough.",
  ),
  RELEASE_AGE_UNKNOWN: warning("The release date is not known", "check the release's date by hand."),
  OLDER_BUILD: warning(
    "The newer version was published before the one that runs",
    "choose a later patch of that minor.",
  ),
  ETCD_GATE: blocker(
    "etcd must be at 3.5.26 before it goes to 3.6",
    "make v1.33.7+k3s3 or a later 1.33 patch available.",
  ),
  AGENT_TOO_OLD: blocker(
    "An agent would be more than three minors behind its servers",
    "upgrade or remove that agent first.",
  ),
  SERVER_SKEW: blocker(
    "Servers are more than one minor apart",
    "bring the servers to neighbouring minors first.",
  ),
  AGENT_NEWER: warning(
    "An agent is newer than a server",
    "let this run finish; it raises the servers first.",
  ),
  MIXED_VERSIONS: info("An earlier upgrade stopped half way; it is finished first"),
  BUNDLED_CHANGE: warning("A bundled component changes incompatibly", "read its migration notes before."),
} as const satisfies Record<string, CodeEntry>;
