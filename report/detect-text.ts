import type { ComponentReport, DetectionReport } from "../domain/detect/report";
import { inOrderOfUrgency } from "../domain/detect/summary";
import { plain, type Style } from "./style";
import { renderTable } from "./table";

const MOST_EDITS = 12;
const MOST_NOTES = 6;
const LONGEST_LINE = 120;

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `4 updates (1 security), 2 blocked, 3 unknown, 40 up to date` */
export function headline({ summary, components }: DetectionReport): string {
  const { total_updates, security_updates, blocked, waiting, unknown } = summary;
  const current = components.filter(({ status }) => status === "current").length;
  const security = security_updates > 0 ? ` (${counted(security_updates, "security update")})` : "";
  return [
    `${counted(total_updates, "update")}${security}`,
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    `${current} up to date`,
  ].join(", ");
}

export function placeText(place: { file: string; line: number; column: number } | null): string {
  return place === null ? "" : `${place.file}:${place.line}:${place.column}`;
}

/** Where it was looked, in one line. */
export function whereText({ cluster, git, offline }: DetectionReport): string {
  const live = cluster.reached
    ? `cluster ${cluster.name}, Kubernetes ${cluster.kubernetes ?? "unknown"}`
    : `cluster ${cluster.name} was not looked at`;
  const tree = git.read ? `; Git ${git.location}` : "";
  return `${live}${tree}${offline === null ? "" : `; releases as of ${offline.bundle_written_at}`}`;
}

function status({ status: is, security_update, update_type }: ComponentReport, style: Style): string {
  if (is === "unknown") return style.yellow("? unknown");
  if (security_update) return style.red(`! security${is === "blocked" ? ", blocked" : ""}`);
  if (is === "blocked") return style.yellow("! blocked");
  return is === "update" ? style.cyan(`> ${update_type}`) : is === "waiting" ? style.dim("- waiting") : "ok";
}

const row = (it: ComponentReport, style: Style): string[] => [
  it.name,
  it.owner.replace(/^Helm(Release|Chart) /, ""),
  it.current_version ?? "?",
  it.available_version ?? (it.goal_version === null ? "" : `(${it.goal_version})`),
  status(it, style),
  it.risk === "none" ? "" : it.risk,
];

function securityLines({ security }: ComponentReport, style: Style): string[] {
  return security.map(({ id, severity, summary, fixed_by_update, status: clear, url, matched }) => {
    const mended = fixed_by_update ? "mended by the update" : clear === "unclear" ? "unclear" : "not mended";
    return `${style.red("!")} ${id}${severity === null ? "" : ` (${severity})`}: ${summary.split("\n")[0]} [${matched}; ${mended}] ${style.dim(url)}`;
  });
}

function removedLines({ removed_apis }: ComponentReport): string[] {
  const lines = removed_apis.map(
    ({ api_version, object, replacement, place, where, edit, next, count, unknown_fields }) => {
      const what = where === "git" ? placeText(place) : `${count} ${where}`;
      const change = edit === null ? next : `${edit.find} -> ${edit.replace}`;
      const lost = unknown_fields.length === 0 ? "" : ` (it has no ${unknown_fields.join(", ")})`;
      return `edit ${what}: ${object} ${edit === null ? `uses ${api_version}${replacement === "" ? "" : `, write ${replacement}`}; ` : ""}${change}${lost}`;
    },
  );
  const more =
    lines.length > MOST_EDITS ? [`... and ${lines.length - MOST_EDITS} more, see --output json`] : [];
  return [...lines.slice(0, MOST_EDITS), ...more];
}

/** A heading such as "Breaking changes" says little; the first line below it says what. */
export function noteLine({
  title,
  text,
}: Pick<ComponentReport["breaking_changes"][number], "title" | "text">): string {
  const [head = "", line = ""] = [title, text].map((it) => it.trim().split("\n")[0] ?? "");
  return line === "" || line === head || head.startsWith(line)
    ? head
    : `${head}: ${line.slice(0, LONGEST_LINE)}`;
}

function breakingLines({ breaking_changes }: ComponentReport): string[] {
  const lines = breaking_changes.map(
    (it) => `${it.kind}: ${noteLine(it)}${it.version === null ? "" : ` (${it.version})`}`,
  );
  const more = lines.length > MOST_NOTES ? [`... and ${lines.length - MOST_NOTES} more`] : [];
  return [...lines.slice(0, MOST_NOTES), ...more];
}

/** Components by the reason for which they are unknown: sixty of them often have one. */
export function unknownByReason({ components }: DetectionReport): [reason: string, names: string[]][] {
  const reasons = new Map<string, string[]>();
  for (const { status, unknown_because, name } of components) {
    if (status !== "unknown") continue;
    const names = reasons.get(unknown_because) ?? [];
    reasons.set(unknown_because, names.includes(name) ? names : [...names, name]);
  }
  return [...reasons];
}

function unknownLines(report: DetectionReport, style: Style): string[] {
  const lines = unknownByReason(report).map(
    ([reason, names]) => `  ${style.yellow("?")} ${names.join(", ")}: ${reason}`,
  );
  return lines.length === 0 ? [] : ["", style.bold("Unknown, which is not up to date"), ...lines];
}

const withheldLines = ({ withheld }: ComponentReport): string[] =>
  withheld
    .filter(({ reason_code }) => reason_code !== "prerelease")
    .map(({ versions, reason }) => {
      const more = versions.length > 1 ? ` and ${versions.length - 1} older` : "";
      return `not ${versions[0]}${more}: ${reason}`;
    });

function details(it: ComponentReport, style: Style): string[] {
  const to = it.available_version ?? it.goal_version ?? "";
  const head = style.bold(`${it.name} ${it.current_version ?? "?"}${to === "" ? "" : ` -> ${to}`}`);
  const owner = it.owner === "" ? "" : style.dim(` ${it.owner}`);
  return [
    "",
    `  ${head}${owner}`,
    `    ${it.advice}`,
    ...securityLines(it, style).map((line) => `    ${line}`),
    ...removedLines(it).map((line) => `    ${line}`),
    ...breakingLines(it).map((line) => `    ${line}`),
    ...withheldLines(it).map((line) => style.dim(`    ${line}`)),
    ...(it.changelog_url === "" ? [] : [style.dim(`    ${it.changelog_url}`)]),
  ];
}

function first({ summary, components }: DetectionReport, style: Style): string[] {
  if (summary.first.length === 0) return [];
  const nameOf = (id: string): string => components.find((it) => it.id === id)?.name ?? id;
  return [
    "",
    style.bold("What to do first"),
    ...summary.first.map(({ id, advice }, i) => `  ${i + 1}. ${nameOf(id)}: ${advice}`),
  ];
}

function news({ since_last }: DetectionReport, style: Style): string[] {
  if (since_last === null) return [];
  const { compared_with, updates, advisories, unknown, settled } = since_last;
  const lines = [
    ...updates.map((it) => `${it.id}: ${it.available_version}${it.security_update ? " (security)" : ""}`),
    ...advisories.map(({ id, advisory }) => `${id}: advisory ${advisory}`),
    ...unknown.map((id) => `${id}: is unknown now`),
    ...settled.map((id) => style.dim(`${id}: settled`)),
  ];
  const title = style.bold(`New since ${compared_with}`);
  return ["", title, ...(lines.length === 0 ? ["nothing"] : lines).map((line) => `  ${line}`)];
}

const MARKS = { blocker: "✗", warning: "!", info: "-" } as const;

function findings({ findings: found }: DetectionReport, style: Style): string[] {
  const told = found.filter(({ severity }) => severity !== "info");
  const hints = found.length - told.length;
  const lines = told.map(
    ({ severity, code, subject, message, next }) =>
      `  ${MARKS[severity]} ${code} ${subject}: ${message}${next === "" ? "" : style.dim(` Next: ${next}`)}`,
  );
  const more = hints > 0 ? [style.dim(`  ${counted(hints, "hint")} more, see --output json`)] : [];
  return lines.length + more.length === 0 ? [] : ["", style.bold("Findings"), ...lines, ...more];
}

function table({ components }: DetectionReport, style: Style): string[] {
  if (components.length === 0) return ["", "There is nothing here that has a version."];
  const head = ["COMPONENT", "IN", "CURRENT", "AVAILABLE", "", "RISK"];
  const rows = components.map((it) => row(it, style));
  return ["", style.bold("Everything"), ...renderTable(head, rows, style).map((line) => `  ${line}`)];
}

/** For people: what to do first, everything at a glance, then what each update brings. */
export function detectionText(report: DetectionReport, style: Style = plain): string {
  const due = inOrderOfUrgency(report.components).filter(({ status: is }) => is !== "unknown");
  return [
    style.bold(headline(report)),
    style.dim(whereText(report)),
    ...news(report, style),
    ...first(report, style),
    ...table(report, style),
    ...(due.length === 0 ? [] : ["", style.bold("Details"), ...due.flatMap((it) => details(it, style))]),
    ...unknownLines(report, style),
    ...findings(report, style),
  ].join("\n");
}
