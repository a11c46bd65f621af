import type { ComponentReport, DetectionReport } from "../domain/detect/report";
import { inOrderOfUrgency } from "../domain/detect/summary";
import { headline, noteLine, placeText, unknownByReason, whereText } from "./detect-text";
import { cell, code, table } from "./markdown";

const linked = (text: string, url: string): string =>
  /^https?:\/\/[^\s()<>]+$/.test(url) ? `[${text}](${url})` : text;

const row = (it: ComponentReport): string[] => [
  cell(it.name),
  cell(it.owner),
  code(it.current_version ?? "?"),
  it.available_version === null ? "" : linked(code(it.available_version), it.changelog_url),
  cell(it.status === "update" ? it.update_type : it.status),
  it.security_update ? "yes" : "",
  it.risk === "none" ? "" : it.risk,
];

function details(it: ComponentReport): string[] {
  const security = it.security.map(
    ({ id, url, summary, matched, fixed_by_update }) =>
      `- ${linked(cell(id), url)}: ${cell(summary.slice(0, 300))} (${code(matched)}, ${fixed_by_update ? "mended by the update" : "not mended by it"})`,
  );
  const removed = it.removed_apis.map(
    ({ place, where, object, edit, next, target }) =>
      `- ${place === null ? where : code(placeText(place))} ${cell(object)}: ${edit === null ? cell(next) : `${code(edit.find)} to ${code(edit.replace)}`} (${cell(target)})`,
  );
  const breaking = it.breaking_changes.map(
    (it) => `- ${it.kind}${it.version === null ? "" : ` in ${code(it.version)}`}: ${cell(noteLine(it))}`,
  );
  const withheld = it.withheld.map(
    ({ versions, reason }) =>
      `- not ${code(versions[0] ?? "")}${versions.length > 1 ? ` and ${versions.length - 1} older` : ""}: ${cell(reason)}`,
  );
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ["", `**${title}**`, "", ...lines];
  return [
    "",
    `### ${cell(it.name)} ${it.current_version ?? "?"}${it.available_version === null ? "" : ` to ${it.available_version}`}`,
    "",
    cell(it.advice),
    ...section("Security", security),
    ...section("API versions that go away", removed),
    ...section("Breaking changes", breaking),
    ...section("Withheld", withheld),
  ];
}

/** For issues, merge requests and chats. */
export function detectionMarkdown(report: DetectionReport): string {
  const head = ["component", "in", "current", "available", "what", "security", "risk"];
  const findings = report.findings.filter(({ severity }) => severity !== "info");
  const due = inOrderOfUrgency(report.components).filter(({ status }) => status !== "unknown");
  const unknown = unknownByReason(report).map(
    ([reason, names]) => `- ${cell(names.join(", "))}: ${cell(reason)}`,
  );
  return [
    `# ${headline(report)}`,
    "",
    cell(whereText(report)),
    "",
    report.summary.advice,
    "",
    ...report.summary.first.map(({ id, advice }, i) => `${i + 1}. ${code(id)}: ${cell(advice)}`),
    "",
    ...table(head, report.components.map(row)),
    ...(due.length === 0 ? [] : ["", "## Details", ...due.flatMap(details)]),
    ...(unknown.length === 0 ? [] : ["", "## Unknown, which is not up to date", "", ...unknown]),
    ...(findings.length === 0
      ? []
      : [
          "",
          "## Findings",
          "",
          ...table(
            ["code", "about", "what"],
            findings.map((it) => [code(it.code), cell(it.subject), cell(`${it.message} ${it.next}`)]),
          ),
        ]),
    "",
  ].join("\n");
}
