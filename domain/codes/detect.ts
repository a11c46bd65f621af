import { type CodeEntry, info, warning } from "./entry";

/** What looking for updates finds besides updates. */
export const DETECT_CODES = {
  CLUSTER_UNKNOWN: warning(
    "The cluster could not be asked; current versions are those that Git says",
    "check the kubeconfig, or leave the cluster out with --no-cluster.",
  ),
  CLUSTER_PART_UNKNOWN: warning(
    "A part of the cluster could not be read",
    "give the kubeconfig's user the rights that docs/rbac.md lists for detect.",
  ),
  GIT_UNKNOWN: warning(
    "The Git repository could not be read",
    "check address, name and credentials under gitops-updates:git.",
  ),
  GIT_CLUSTER_UNCHOSEN: info(
    "The Git repository describes several clusters; all of them are looked at",
    "name the folder of this one under gitops-updates:git.cluster.",
  ),
  GIT_DRIFT: warning("Git and the cluster differ", "find out which one is right before you update."),
  HELM_RELEASE_UNREADABLE: warning(
    "A release in Helm's storage cannot be read",
    "look at it with helm list.",
  ),
  LONGHORN_SETTING_BROKEN: warning("A setting of Longhorn is no valid JSON", "correct it in Longhorn."),
  CREDENTIALS_UNREADABLE: warning(
    "The credentials of a chart's source could not be read",
    "check the Secret that the source names, and the rights to read it.",
  ),
  IGNORE_EXPIRED: info(
    "An entry of the ignore list has ended",
    "remove it from gitops-updates:detection.ignore, or set a later date.",
  ),
  SUPPORT_ENDED: warning("A version gets no fixes any more", "go to a line that is still supported."),
  SUPPORT_ENDING: info("Fixes for a version end soon", "plan to go to a newer line."),
} as const satisfies Record<string, CodeEntry>;
