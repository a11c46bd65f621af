import { blocker, type CodeEntry, info, warning } from "./entry";

/** What forbids a plan for several components, and what should be known of one. */
export const SOLVER_CODES = {
  PLAN_WANTED: blocker("A version is wanted", "want another version."),
  PLAN_STAYS: blocker("A component cannot be moved", "make its source known, or release the hold."),
  PLAN_RULE: blocker("A rule forbids a direct update", "make a release between the two available."),
  PLAN_KINDS: blocker("The policy allows only some kinds of updates", "allow this kind for the component."),
  PLAN_RANGE: blocker("A version does not accept every Kubernetes", "take a version with another range."),
  PLAN_DEFINITIONS: blocker(
    "A version does not define every API version",
    "update over a version that knows both.",
  ),
  PLAN_USE: blocker("Objects use an API version", "write them in a version that both sides serve."),
  PLAN_WITHHELD: blocker("A version is not on offer", "wait for its successor."),
  PLAN_MINIMUM: blocker(
    "A version cannot be reached from every older one",
    "update over a version between them.",
  ),
  PLAN_REQUIRES: blocker(
    "A version needs another component within a range",
    "take a version with another range.",
  ),
  PLAN_ORDER: blocker("The policy sets an order", "take one of the dependencies out of the policy."),
  PLAN_TOO_LARGE: blocker(
    "The search for a plan was given up",
    "want versions that are closer, or hold some components.",
  ),
  PLAN_HELD: warning(
    "A component stays although another version is wanted",
    "make its source known, or release the hold.",
  ),
  PLAN_ACCEPTED: warning(
    "A fact is disregarded because the policy accepts it",
    "take it out once it is mended.",
  ),
  PLAN_BROKEN_BEFORE: warning(
    "Two versions run together that should not",
    "update one of them soon; no step makes it worse.",
  ),
  PLAN_PASSED_OVER: info("A newer version is not what a channel means"),
  PLAN_LEFT_OUT: warning(
    "A component is in no plan, because its version is not known",
    "find out which version runs; the order of the others does not count on it.",
  ),
  PLAN_NAME_UNKNOWN: warning(
    "The configuration names a component that is not there",
    "correct the name under gitops-updates:versions; gitops-update detect lists all names.",
  ),
  PLAN_STEP_IN_GIT: blocker(
    "The next stage of the plan is a change in Git",
    "run gitops-update propose, merge what it proposes, and run again when Flux has applied it.",
  ),
  PLAN_STEP_BY_HAND: blocker(
    "The next step of the plan is done by hand",
    "do what gitops-update plan says of it, and run again.",
  ),
  PLAN_IMPOSSIBLE: blocker(
    "There is no order in which every rule holds after every step",
    "see what forbids it with gitops-update plan.",
  ),
  PLAN_RANGE_UNKNOWN: info("A version does not say which Kubernetes it supports"),
} as const satisfies Record<string, CodeEntry>;
