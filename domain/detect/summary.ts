import { isHard } from "./breaking";
import type { ComponentReport, DetectionReport } from "./report";
import { UPDATE_TYPES } from "./scheme";

type Summary = DetectionReport["summary"];

const MOST_FIRST = 5;

/** Most urgent first: what mends vulnerabilities, then what is easy, then what needs thought, then what is unknown. */
const ORDER: readonly ComponentReport["recommended_action"][] = [
  "update_soon",
  "update",
  "prepare",
  "decide",
  "find_out",
];

const KINDS: readonly ComponentReport["kind"][] = ["k3s", "flux", "longhorn", "chart"];

function byUrgency(a: ComponentReport, b: ComponentReport): number {
  const action = ORDER.indexOf(a.recommended_action) - ORDER.indexOf(b.recommended_action);
  return action || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.id < b.id ? -1 : 1);
}

/** Blocked updates that mend a vulnerability come before anything easy. */
const isUrgent = ({ security_update }: ComponentReport): boolean => security_update;

export function inOrderOfUrgency(components: readonly ComponentReport[]): ComponentReport[] {
  const due = components.filter(({ recommended_action }) => ORDER.includes(recommended_action));
  return [...due].sort((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)) || byUrgency(a, b));
}

function actionOf(counts: Pick<Summary, "security_updates" | "blocked" | "total_updates" | "unknown">) {
  if (counts.security_updates > 0) return "update_soon";
  if (counts.total_updates > counts.blocked) return "schedule_maintenance";
  if (counts.blocked > 0) return "prepare_first";
  return counts.unknown > 0 ? "find_out" : "none";
}

const ADVICE: Readonly<Record<Summary["recommended_action"], string>> = {
  update_soon: "Take the updates that mend vulnerabilities as soon as you can.",
  schedule_maintenance: "Take the updates in the next maintenance window.",
  prepare_first: "Make the preparations that are named; the updates wait for them.",
  find_out: "Find out about what is unknown; nothing else is to do.",
  none: "Nothing to do.",
};

const sameStep = ({ name, available_version, goal_version }: ComponentReport): string =>
  [name, available_version, goal_version].join(" ");

/** One chart that is installed eleven times is one thing to do. What is unknown is told by itself. */
function firstOf(components: readonly ComponentReport[]): Summary["first"] {
  const due = inOrderOfUrgency(components).filter(({ status }) => status !== "unknown");
  const steps = new Map<string, ComponentReport[]>();
  for (const it of due) steps.set(sameStep(it), [...(steps.get(sameStep(it)) ?? []), it]);
  return [...steps.values()].slice(0, MOST_FIRST).flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const more = others.length === 0 ? "" : ` The same for ${others.map(({ owner }) => owner).join(", ")}.`;
    return [{ id: first.id, advice: `${first.advice}${more}` }];
  });
}

export function summaryOf(components: readonly ComponentReport[]): Summary {
  const count = (holds: (it: ComponentReport) => boolean): number => components.filter(holds).length;
  const isUpdate = ({ status, available_version }: ComponentReport): boolean =>
    status === "update" || (status === "blocked" && available_version !== null);
  const counts = {
    components: components.length,
    total_updates: count(isUpdate),
    security_updates: count(isUrgent),
    breaking_changes: count(({ breaking_changes }) => breaking_changes.some(isHard)),
    blocked: count(({ status }) => status === "blocked"),
    waiting: count(({ status }) => status === "waiting"),
    unknown: count(({ status }) => status === "unknown"),
  };
  const types = UPDATE_TYPES.map((type) => [type, count(({ update_type }) => update_type === type)] as const);
  const action = actionOf(counts);
  return {
    ...counts,
    by_type: Object.fromEntries(types) as Summary["by_type"],
    recommended_action: action,
    advice: ADVICE[action],
    first: firstOf(components),
  };
}
