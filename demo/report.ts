import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The cluster at one moment, as `gitops-update status -o json` tells it. */
export interface Snapshot {
  readonly title: string;
  readonly apiServer: string | null;
  readonly nodes: readonly { readonly name: string; readonly version: string; readonly ready: boolean }[];
}

export interface Timing {
  readonly title: string;
  readonly seconds: number;
}

const escapeHtml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const cells = (tag: "th" | "td", texts: readonly string[]): string =>
  `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join("")}</tr>`;

const versionOf = (snapshot: Snapshot, node: string): string =>
  snapshot.nodes.find(({ name }) => name === node)?.version ?? "absent";

/** Nodes down, moments across; the last row is the API server's own word. */
export function reportRows(snapshots: readonly Snapshot[]): string[][] {
  const names = [...new Set(snapshots.flatMap(({ nodes }) => nodes.map(({ name }) => name)))].sort();
  const nodes = names.map((name) => [name, ...snapshots.map((snapshot) => versionOf(snapshot, name))]);
  return [...nodes, ["API server /version", ...snapshots.map(({ apiServer }) => apiServer ?? "no answer")]];
}

function html(snapshots: readonly Snapshot[], timings: readonly Timing[]): string {
  const longest = Math.max(1, ...timings.map(({ seconds }) => seconds));
  const bars = timings.map(
    ({ title, seconds }) =>
      `<tr><td>${escapeHtml(title)}</td><td>${seconds.toFixed(1)} s</td><td><i style="width:${((seconds / longest) * 24).toFixed(2)}em"></i></td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>gitops-updates demonstration</title>
<style>body{font:15px/1.5 system-ui;margin:2em auto;max-width:60em}table{border-collapse:collapse;margin:1em 0}
td,th{border-bottom:1px solid #ccc;padding:.3em 1em .3em 0;text-align:left}i{display:inline-block;height:.8em;background:#3b82c4}</style>
<h1>gitops-updates demonstration</h1>
<p>Real: API server, controllers, scheduler, datastore, SSH, files, services. Simulated: kubelets and containers.</p>
<h2>Versions</h2><table>${cells("th", ["", ...snapshots.map(({ title }) => title)])}${reportRows(snapshots)
    .map((row) => cells("td", row))
    .join("")}</table>
<h2>Time</h2><table>${bars.join("")}</table></html>
`;
}

function markdown(snapshots: readonly Snapshot[], timings: readonly Timing[]): string {
  const line = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;
  const head = ["", ...snapshots.map(({ title }) => title)];
  const versions = [line(head), line(head.map(() => "---")), ...reportRows(snapshots).map(line)];
  const times = timings.map(({ title, seconds }) => line([title, `${seconds.toFixed(1)} s`]));
  return [
    "# gitops-updates demonstration",
    "",
    ...versions,
    "",
    line(["step", "time"]),
    line(["---", "---"]),
    ...times,
    "",
  ].join("\n");
}

/** Writes the report for people and for diffing, and returns the page's path. */
export function writeReport(
  folder: string,
  snapshots: readonly Snapshot[],
  timings: readonly Timing[],
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "report.md"), markdown(snapshots, timings));
  const page = join(folder, "report.html");
  writeFileSync(page, html(snapshots, timings));
  return page;
}
