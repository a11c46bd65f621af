import { type Breaking, isHard } from "./breaking";
import type { Component } from "./component";
import type { Removed } from "./removed-apis";
import type { ComponentReport } from "./report";
import type { UpdateType } from "./scheme";

type Risk = ComponentReport["risk"];
const RISKS: readonly Risk[] = ["none", "low", "medium", "high"];

export interface RiskInput {
  readonly component: Component;
  readonly type: UpdateType;
  readonly breaking: readonly Breaking[];
  readonly removed: readonly Removed[];
  readonly dangers: readonly string[];
}

type Reason = readonly [risk: Risk, reason: string];

const BY_TYPE: Readonly<Record<UpdateType, Risk>> = {
  none: "none",
  rebuild: "low",
  patch: "low",
  minor: "medium",
  major: "high",
};

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `one ${one}` : `${count} ${many}`;

function fromBreaking(breaking: readonly Breaking[]): Reason[] {
  const hard = breaking.filter((it) => isHard(it) && it.kind !== "major");
  const soft = breaking.filter((it) => !isHard(it));
  const below = breaking.some(({ kind }) => kind === "major");
  return [
    ...(hard.length > 0
      ? [["high", counted(hard.length, "breaking change is told", "breaking changes are told")] as const]
      : []),
    ...(below ? [["medium", "its number says that it may break"] as const] : []),
    ...(soft.length > 0 ? [["low", counted(soft.length, "hint to read", "hints to read")] as const] : []),
  ];
}

/** What cannot be undone weighs more than what can. */
function fromKind({ component, type }: RiskInput): Reason[] {
  if (component.kind === "longhorn") return [["medium", "Longhorn cannot go back to an older version"]];
  if (component.kind === "k3s" && type === "minor")
    return [["medium", "going back over a minor needs the backup of the datastore"]];
  return [];
}

/** How careful one has to be, and why. */
export function riskOf(input: RiskInput): { risk: Risk; reasons: string[] } {
  if (input.type === "none") return { risk: "none", reasons: [] };
  const reasons: Reason[] = [
    [BY_TYPE[input.type], `it is a ${input.type} update`],
    ...fromBreaking(input.breaking),
    ...(input.removed.length > 0 ? [["high", "API versions that are in use go away"] as const] : []),
    ...input.dangers.map((reason) => ["high", reason] as const),
    ...fromKind(input),
  ];
  const worst = Math.max(...reasons.map(([risk]) => RISKS.indexOf(risk)));
  return { risk: RISKS[worst] ?? "low", reasons: reasons.map(([, reason]) => reason) };
}
