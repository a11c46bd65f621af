import { bumpKind, compareK3s, parseK3sVersion } from "./k3s-version";

/** A property of the cluster that a rule may depend on. */
export type Trait = "embedded-etcd";

/** Before servers enter `minor` (1.minor) from below, they must run at least `atLeast`, a patch of the minor before. */
export interface StopRule {
  readonly minor: number;
  readonly trait: Trait;
  readonly atLeast: string;
  readonly reason: string;
  readonly source: string;
}

/** A bundled component that changes incompatibly when `version` is reached or crossed. */
export interface BundledChange {
  readonly version: string;
  readonly change: string;
  readonly source: string;
}

/** From 1.`minor` on the kubelet refuses hosts with cgroup v1. */
export const CGROUP_V2_MINOR = 35;
export const CGROUP_V2_SOURCE = "https://github.com/kubernetes/website/pull/53082";

/** Kubelets may be this many minors older than the API server, never newer (version skew policy). */
export const MOST_AGENT_SKEW = 3;

export const STOP_RULES: readonly StopRule[] = [
  {
    minor: 34,
    trait: "embedded-etcd",
    // The release notes list etcd 3.5.26 first with v1.33.7+k3s3; v1.33.7+k3s1 still had 3.5.25.
    atLeast: "v1.33.7+k3s3",
    reason: "etcd goes from 3.5 to 3.6 safely only from 3.5.26 on, which k3s has since v1.33.7+k3s3",
    source: "https://github.com/k3s-io/k3s/issues/13485",
  },
];

export const BUNDLED_CHANGES: readonly BundledChange[] = [
  {
    version: "v1.32.2+k3s1",
    change: "Traefik goes from v2.11 to v3.3",
    source: "https://docs.k3s.io/release-notes/v1.32.X",
  },
  {
    version: "v1.32.2+k3s1",
    change: "containerd goes from 1.7 to 2.0, which reads other configuration templates",
    source: "https://docs.k3s.io/release-notes/v1.32.X",
  },
  {
    version: "v1.36.2+k3s1",
    change: "the Traefik chart goes to v40, which is a breaking one",
    source: "https://docs.k3s.io/release-notes/v1.36.X",
  },
];

/** The rule that forbids to leave `from` for the next minor as it is; `null` when nothing does. */
export function stopRule(
  from: string,
  toMinor: number,
  rules: readonly StopRule[],
  traits: ReadonlySet<Trait>,
): StopRule | null {
  const holds = (rule: StopRule): boolean =>
    rule.minor === toMinor && traits.has(rule.trait) && parseK3sVersion(from).minor < rule.minor;
  return rules.find((rule) => holds(rule) && compareK3s(from, rule.atLeast) < 0) ?? null;
}

/** What of the bundled components changes between two versions. */
export function bundledChanges(from: string, to: string): BundledChange[] {
  const crossed = ({ version }: BundledChange): boolean =>
    compareK3s(from, version) < 0 && compareK3s(to, version) >= 0;
  return bumpKind(from, to) === "downgrade" ? [] : BUNDLED_CHANGES.filter(crossed);
}
