import type { ComponentReport, DetectionReport } from "../domain/detect/report";
import { inOrderOfUrgency } from "../domain/detect/summary";
import { headline, placeText, unknownByReason, whereText } from "./detect-text";
import { escapeHtml, link, list, page } from "./html";

const code = (text: string): string => (text === "" ? "" : `<code>${escapeHtml(text)}</code>`);
const tag = (text: string, colour: string): string =>
  `<span class="tag ${colour}">${escapeHtml(text)}</span>`;

const RISK_COLOURS = { none: "green", low: "green", medium: "amber", high: "red" } as const;

function tags({ status, security_update, update_type, risk, suspended }: ComponentReport): string {
  const kind: Readonly<Record<ComponentReport["status"], readonly [string, string]>> = {
    update: [update_type, "blue"],
    blocked: ["blocked", "amber"],
    waiting: ["waiting", "amber"],
    unknown: ["unknown", "amber"],
    current: ["up to date", "green"],
  };
  return [
    ...(security_update ? [tag("security", "red")] : []),
    tag(...kind[status]),
    ...(risk === "none" ? [] : [tag(`risk ${risk}`, RISK_COLOURS[risk])]),
    ...(suspended ? [tag("suspended", "amber")] : []),
  ].join(" ");
}

function tile(count: number, label: string, colour: string): string {
  return count === 0 ? "" : `<li><b class="${colour}">${count}</b>${label}</li>`;
}

function tiles({ summary }: DetectionReport): string {
  const { total_updates, security_updates, blocked, waiting, unknown, components } = summary;
  return `<ul class="tiles">${[
    tile(security_updates, "security", "red"),
    tile(total_updates, total_updates === 1 ? "update" : "updates", "blue"),
    tile(blocked, "blocked", "amber"),
    tile(waiting, "waiting", "amber"),
    tile(unknown, "unknown", "amber"),
    tile(components, components === 1 ? "component" : "components", ""),
  ].join("")}</ul>`;
}

/** An anchor that any identity can have. */
const anchor = (id: string): string => `c-${id.replaceAll(/[^A-Za-z0-9]+/g, "-")}`;

function first({ summary, components }: DetectionReport): string {
  const items = summary.first.map(({ id, advice }) => {
    const name = components.find((it) => it.id === id)?.name ?? id;
    return `<a href="#${anchor(id)}"><b>${escapeHtml(name)}</b></a>: ${escapeHtml(advice)}`;
  });
  return `<section class="first"><h2 style="margin-top:0">What to do first</h2><p>${escapeHtml(summary.advice)}</p>${list(items, "ol")}</section>`;
}

const cell = (label: string, content: string): string => `<td data-label="${label}">${content}</td>`;

function row(it: ComponentReport): string {
  const owner = it.owner === "" ? "" : ` <span class="soft">${escapeHtml(it.owner)}</span>`;
  const goal =
    it.goal_version === null ? "" : `<span class="soft">${escapeHtml(it.goal_version)} later</span>`;
  return `<tr><td><b>${escapeHtml(it.name)}</b>${owner}</td>${[
    cell("current", code(it.current_version ?? "unknown")),
    it.available_version === null && goal === ""
      ? "<td></td>"
      : cell("available", it.available_version === null ? goal : code(it.available_version)),
  ].join("")}<td>${tags(it)}</td></tr>`;
}

const table = ({ components }: DetectionReport): string =>
  components.length === 0
    ? "<p>There is nothing here that has a version.</p>"
    : `<div class="scroll"><table><thead><tr><th>Component</th><th>Current</th><th>Available</th><th>State</th></tr></thead><tbody>${components.map(row).join("")}</tbody></table></div>`;

const section = (title: string, items: readonly string[]): string =>
  items.length === 0 ? "" : `<h3>${title}</h3>${list(items)}`;

function security({ security: found }: ComponentReport): string[] {
  return found.map(({ id, url, severity, summary, matched, fixed_by_update, status }) => {
    const mended = fixed_by_update
      ? "mended by the update"
      : status === "unclear"
        ? "unclear"
        : "not mended by the update";
    return `${link(url, id)}${severity === null ? "" : ` (${escapeHtml(severity)})`}: ${escapeHtml(summary)} <span class="soft">${escapeHtml(matched)}; ${mended}</span>`;
  });
}

function removed({ removed_apis }: ComponentReport): string[] {
  return removed_apis.map(({ place, where, object, edit, next, count, api_version, unknown_fields }) => {
    const at = place === null ? `${count} ${escapeHtml(where)}` : code(placeText(place));
    const change =
      edit === null
        ? `${code(api_version)}: ${escapeHtml(next)}`
        : `${code(edit.find)} to ${code(edit.replace)}`;
    const lost = unknown_fields.length === 0 ? "" : ` It has no ${escapeHtml(unknown_fields.join(", "))}.`;
    return `${at} ${escapeHtml(object)}: ${change}${lost}`;
  });
}

function breaking({ breaking_changes }: ComponentReport): string[] {
  return breaking_changes.map(({ kind, title, text, version }) => {
    const more = text === title ? "" : `<br><span class="soft">${escapeHtml(text.slice(0, 600))}</span>`;
    return `<b>${escapeHtml(kind)}</b>${version === null ? "" : ` ${code(version)}`}: ${escapeHtml(title)}${more}`;
  });
}

const withheld = ({ withheld: groups }: ComponentReport): string[] =>
  groups.map(({ versions, reason }) => {
    const older = versions.length > 1 ? ` and ${versions.length - 1} older` : "";
    return `${code(versions[0] ?? "")}${older} ${escapeHtml(reason)}`;
  });

function details(it: ComponentReport): string {
  const to = it.available_version ?? it.goal_version;
  const way = `${escapeHtml(it.current_version ?? "unknown")}${to === null ? "" : ` to ${escapeHtml(to)}`}`;
  const support =
    it.support === null || it.support.status === "unknown"
      ? ""
      : `<p class="soft">Fixes for ${escapeHtml(it.support.cycle)}: ${escapeHtml(it.support.status)}${it.support.ends === null ? "" : ` (${escapeHtml(it.support.ends)})`}</p>`;
  return `<details id="${anchor(it.id)}"${it.security_update ? " open" : ""}><summary><b>${escapeHtml(it.name)}</b> ${way} ${tags(it)}</summary>
<p>${escapeHtml(it.advice)}</p>${support}
${section("Security", security(it))}
${section("API versions that go away", removed(it))}
${section("Breaking changes and hints", breaking(it))}
${section("Withheld", withheld(it))}
${section("Why this risk", it.risk_reasons.map(escapeHtml))}
<p class="soft">${escapeHtml(it.owner)} ${it.changelog_url === "" ? "" : link(it.changelog_url, "changelog")}</p></details>`;
}

function news({ since_last }: DetectionReport): string {
  if (since_last === null) return "";
  const items = [
    ...since_last.updates.map(
      (it) =>
        `${escapeHtml(it.id)} ${code(it.available_version)}${it.security_update ? ` ${tag("security", "red")}` : ""}`,
    ),
    ...since_last.advisories.map(({ id, advisory }) => `${escapeHtml(id)}: advisory ${escapeHtml(advisory)}`),
    ...since_last.unknown.map((id) => `${escapeHtml(id)} is unknown now`),
  ];
  return `<h2>New since ${escapeHtml(since_last.compared_with)}</h2>${items.length === 0 ? "<p>Nothing.</p>" : list(items)}`;
}

function unknown(report: DetectionReport): string {
  const items = unknownByReason(report).map(
    ([reason, names]) => `<b>${escapeHtml(names.join(", "))}</b>: ${escapeHtml(reason)}`,
  );
  return items.length === 0 ? "" : `<h2>Unknown, which is not up to date</h2>${list(items)}`;
}

function findings({ findings: found }: DetectionReport): string {
  if (found.length === 0) return "";
  const items = found.map(
    ({ severity, code: name, subject, message, next }) =>
      `${tag(severity, severity === "blocker" ? "red" : severity === "warning" ? "amber" : "")} ${code(name)} ${escapeHtml(subject)}: ${escapeHtml(message)} <span class="soft">${escapeHtml(next)}</span>`,
  );
  return `<h2>Findings</h2><details><summary>${found.length} in all</summary>${list(items)}</details>`;
}

/** One file for people: what to do first, everything at a glance, then the details. */
export function detectionHtml(report: DetectionReport): string {
  const due = inOrderOfUrgency(report.components).filter(({ status }) => status !== "unknown");
  const body = [
    `<h1>${escapeHtml(headline(report))}</h1>`,
    `<p class="soft">${escapeHtml(whereText(report))}<br>${escapeHtml(report.timestamp)}</p>`,
    tiles(report),
    first(report),
    news(report),
    due.length === 0 ? "" : `<h2>Details</h2>${due.map(details).join("\n")}`,
    unknown(report),
    `<h2>Everything</h2>${table(report)}`,
    findings(report),
  ].join("\n");
  return page(`Updates of ${report.cluster.name}`, body);
}
