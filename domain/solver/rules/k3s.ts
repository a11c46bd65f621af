import { STOP_RULES, stopRule } from "../../upgrade-rules";
import { noDowngrade } from "./common";
import type { ComponentRule } from "./rule";

// https://kubernetes.io/releases/version-skew-policy/ and https://docs.k3s.io/upgrades: one minor at a time; the
// k3s-upgrade image refuses to go down and leaves the nodes cordoned (k3s docs, "Downgrade Prevention").
const SKEW = "https://kubernetes.io/releases/version-skew-policy/";

export const k3s: ComponentRule = {
  kind: "k3s",
  title: "k3s",
  scheme: "k3s",
  hops: [
    noDowngrade("https://docs.k3s.io/upgrades/automated", "k3s goes back only by a rollback"),
    {
      id: "one-major",
      says: "no way over a major version is known",
      source: SKEW,
      refuses: ({ from, to }) => from.major !== to.major,
    },
    {
      id: "one-minor",
      says: "servers may not skip a minor",
      source: SKEW,
      refuses: ({ from, to }) => from.major === to.major && to.minor > from.minor + 1,
    },
    {
      id: "stops",
      says: STOP_RULES.map(({ reason }) => reason).join("; "),
      source: STOP_RULES.map(({ source }) => source).join(" "),
      refuses: ({ from, to, traits }) =>
        to.minor > from.minor && stopRule(from.text, to.minor, STOP_RULES, traits) !== null,
    },
  ],
  kubernetes: [],
  avoid: [],
  weights: { patch: 3, minor: 3 },
  undo: "restore",
  before: ["take a backup of the datastore and verify it"],
  after: ["wait until every node and every attached volume is healthy"],
};
