import { formatDuration } from "../domain/duration";
import { type Finding, isBlocker } from "../domain/finding";
import type { NodePlan, PodRef, UpgradePlan } from "../domain/plan";
import type { PlanReport } from "../domain/planning/plan-report";
import { headOf } from "../domain/planning/step-text";
import { plain, type Style } from "./style";
import { renderTable } from "./table";

const podNames = (pods: readonly PodRef[]): string =>
  pods.map(({ namespace, name }) => `${namespace}/${name}`).join(", ");

const seconds = (count: number): string => `~${formatDuration(Math.round(count) * 1000)}`;

function heading({ cluster, current, desired, stages, findings, order }: UpgradePlan, style: Style): string {
  if (stages.length === 0 && order !== null && order.stages.length > 0)
    return style.bold(`${cluster}: k3s stays at ${current} for now, something else comes first`);
  if (stages.length === 0 && findings.some(isBlocker) && current === desired)
    return style.red(`✗ ${cluster}: k3s stays at ${current}`);
  if (stages.length === 0 && findings.some(isBlocker))
    return style.red(`✗ ${cluster}: no way from ${current} to ${desired}`);
  if (stages.length === 0) return `${style.green("✓")} ${cluster}: every node runs ${desired}, nothing to do`;
  const hops = stages.length === 1 ? "one stage" : `${stages.length} stages`;
  return style.bold(`${cluster}: k3s ${current} -> ${desired} in ${hops}`);
}

function stageLines({ stages }: UpgradePlan, style: Style): string[] {
  return stages.map(({ index, from, to, kind, reason }) => {
    const when = index === 1 ? style.cyan("next ") : style.dim("later");
    return `  ${when} ${index}. ${from} -> ${to}  ${style.dim(`(${kind}; ${reason})`)}`;
  });
}

const nodeRow = ({ node, role, from, to, done, disruption, evicts, estimateSeconds }: NodePlan): string[] => [
  node,
  role,
  from,
  done ? "done" : to,
  done ? "" : disruption,
  done || disruption === "cordon" ? "" : String(evicts.length),
  done ? "" : seconds(estimateSeconds),
];

/** What a node's drain does that somebody would want to know. */
function nodeNotes({ node, done, down, lost, losesLocalStorage, blockedBy }: NodePlan): string[] {
  if (done) return [];
  return [
    ...down.map((name) => `${node}: ${name} has its only replica here and is down until it runs elsewhere`),
    ...(lost.length === 0 ? [] : [`${node}: nothing recreates ${podNames(lost)}`]),
    ...(losesLocalStorage.length === 0
      ? []
      : [`${node}: emptyDir content is lost in ${podNames(losesLocalStorage)}`]),
    ...blockedBy.map(
      ({ budget, pods, reason }) => `${node}: ${budget} blocks ${pods.join(", ")} (${reason})`,
    ),
  ];
}

const MARKS = { blocker: ["✗", "red"], warning: ["!", "yellow"], info: ["-", "dim"] } as const;

/** The same thing said of several nodes is said once. */
function merged(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.code, finding.severity, finding.message].join("\n");
    const known = groups.get(key);
    const subject = known === undefined ? finding.subject : `${known.subject}, ${finding.subject}`;
    groups.set(key, { ...finding, subject });
  }
  return [...groups.values()];
}

function findingLine({ severity, code, subject, message, next }: Finding, style: Style): string {
  const [sign, colour] = MARKS[severity];
  const advice = next === "" ? "" : style.dim(` Next: ${next}`);
  return `  ${style[colour](sign)} ${code} ${subject}: ${message}${advice}`;
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ["", title, ...lines];

/** The nodes of the next stage as a table, indented like everything below a title. */
function nodeTable({ nodes }: UpgradePlan, style: Style): string[] {
  const head = ["NODE", "ROLE", "FROM", "TO", "PODS", "EVICTS", "TIME"];
  return renderTable(head, nodes.map(nodeRow), style).map((line) => `  ${line}`);
}

/** Every step in a line; `gitops-update plan` has the reasons. */
const orderLines = ({ stages }: PlanReport, style: Style): string[] =>
  stages
    .flatMap(({ steps }) => steps)
    .map((step, i) => {
      const when = i === 0 ? style.cyan("next ") : style.dim("later");
      return `  ${when} ${step.index}. ${headOf(step)}  ${style.dim(`(${step.by})`)}`;
    });

/** The impact analysis as people read it; the same plan as the JSON and the stack output. */
export function planText(plan: UpgradePlan, style: Style = plain): string {
  const pending = plan.stages.length > 0;
  const title = (text: string): string => style.bold(text);
  const warn = style.yellow("!");
  const removed = plan.removedApis.map(
    ({ api, kind, removedIn, replacement, count }) =>
      `  ${style.red("✗")} ${count} ${kind} use ${api}, removed in ${removedIn}; use ${replacement}`,
  );
  const findings = merged(plan.findings).map((finding) => findingLine(finding, style));
  const undo = plan.undo.map((line) => `  ${line}`);
  return [
    heading(plan, style),
    ...stageLines(plan, style),
    ...(pending ? section(title("Nodes, in this order"), nodeTable(plan, style)) : []),
    ...section(
      title("What the drains do"),
      plan.nodes.flatMap(nodeNotes).map((note) => `  ${warn} ${note}`),
    ),
    ...section(title("Removed APIs in use"), removed),
    ...section(title("Findings"), findings),
    ...(plan.order === null || plan.order.stages.length === 0
      ? []
      : section(title("The whole order"), orderLines(plan.order, style))),
    ...(pending ? section(title("If it must be undone"), undo) : []),
    ...(pending
      ? ["", `Expected duration ${seconds(plan.estimateSeconds)}; plan ${plan.hash.slice(0, 12)}`]
      : []),
  ].join("\n");
}
