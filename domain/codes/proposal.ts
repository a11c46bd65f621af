import { blocker, type CodeEntry, info, warning } from "./entry";

/** What a proposal of commits leaves to people. */
export const PROPOSAL_CODES = {
  PROPOSAL_BY_HAND: warning("An update cannot be written in Git", "make it by hand."),
  PROPOSAL_DONE: info(
    "Git already says the version of the plan",
    "wait until it is applied, or see why not.",
  ),
  PROPOSAL_RANGE_COVERS: info(
    "A range in Git already contains the version of the plan",
    "let Flux take it, or write the exact version if it should not move by itself.",
  ),
  PROPOSAL_OTHER_PIN: info(
    "Git says another version elsewhere, and that is left as it is",
    "check whether it should follow.",
  ),
  PROPOSAL_FIELDS_UNKNOWN: warning(
    "An object has fields that its new API version does not have",
    "decide what takes their place before the edit is merged.",
  ),
  PROPOSAL_MIGRATE: warning(
    "Objects must be written anew in the cluster before the next update",
    "migrate them before the commit of the update is merged.",
  ),
  PROPOSAL_CHANGE_LOST: warning(
    "A change that somebody made in an install manifest is not in the new one",
    "make it again in a kustomize patch beside the file, where it survives.",
  ),
  PROPOSAL_MANIFEST_UNKNOWN: blocker(
    "An install manifest could not be read, so the new one is not guessed",
    "make the source of manifests reachable, or use a bundle that has them.",
  ),
} as const satisfies Record<string, CodeEntry>;
