import type { ComponentKind } from "../problem";
import type { Parts } from "../scheme";
import { chart } from "./chart";
import { flux } from "./flux";
import { k3s } from "./k3s";
import { longhorn } from "./longhorn";
import type { ComponentRule, KubernetesRow } from "./rule";

/** One line for every kind of component. */
export const RULES: Readonly<Record<ComponentKind, ComponentRule>> = { k3s, flux, longhorn, chart };

const reaches = (
  { since: [major, minor] }: KubernetesRow,
  { major: ownMajor, minor: ownMinor }: Parts,
): boolean => ownMajor === major && ownMinor >= minor;

/** What a version is known to need where the release says nothing; `null` when that is unknown as well. */
export function knownKubernetes(rule: ComponentRule, version: Parts): KubernetesRow | null {
  const row = rule.kubernetes.findLast((it) => reaches(it, version));
  return row === undefined || row.range === "" ? null : row;
}
