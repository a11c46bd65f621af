import { sizeOf } from "../witness/compare-records";
import type { Chapter } from "../witness/witness";
import { Html, html, htmlTable, NOTHING } from "./markup";
import { type Story, totalsOf, versionRows } from "./model";
import { STYLE } from "./style";
import { timeline } from "./timeline";
import { clock, duration, rangesText, thousands } from "./words";

const tile = (value: string, text: string, verdict: "ok" | "no" | "" = ""): Html =>
  html`<div class="tile ${verdict}"><b>${value}</b><span>${text}</span></div>`;

const count = (value: number): Html =>
  html`<span class="${value === 0 ? "ok-text" : "no-text"}">${thousands(value)}</span>`;

/** What most people want to know, in figures. */
function tiles({ chapters, snapshots, timings }: Story): Html {
  const [upgrade] = chapters;
  const nodes = snapshots[0]?.nodes.length ?? 0;
  const seconds = timings.reduce((sum, timing) => sum + timing.seconds, 0);
  if (upgrade === undefined)
    return html`<div class="tiles">${tile(String(nodes), "nodes upgraded and brought back")}${tile(duration(seconds), "for the whole story")}</div>`;
  const { sent, failed, longestGapMs, written, lost } = totalsOf(upgrade);
  const { before, still } = upgrade.containers;
  return html`<div class="tiles">${[
    tile(
      thousands(failed),
      `of ${thousands(sent)} requests failed during the upgrade`,
      failed === 0 ? "ok" : "no",
    ),
    tile(thousands(lost), `records lost, ${thousands(written)} written meanwhile`, lost === 0 ? "ok" : "no"),
    tile(duration(longestGapMs / 1000), "longest time without an answer"),
    tile(`${still} of ${before}`, "containers that no drain touches ran on while their k3s was replaced"),
  ]}</div>`;
}

function versions({ snapshots }: Story): Html {
  const rows = versionRows(snapshots).map(([name = "", ...versions]) => [
    name,
    ...versions.map((version, index) =>
      index > 0 && version !== versions[index - 1] ? html`<span class="new">${version}</span>` : version,
    ),
  ]);
  return html`<section class="card"><h2>Versions</h2><p class="lead">Of each node its kubelet says it; the last line is the API server's own <code>/version</code>.</p>${htmlTable(["", ...snapshots.map(({ title }) => title)], rows)}</section>`;
}

function chapterCard(chapter: Chapter): Html {
  const { failed, lost, damaged, seconds } = totalsOf(chapter);
  const pills = [
    html`<span class="pill ${failed === 0 ? "ok" : "no"}">${failed === 0 ? "no request failed" : `${thousands(failed)} requests failed`}</span>`,
    html`<span class="pill ${lost + damaged === 0 ? "ok" : "no"}">${lost + damaged === 0 ? "no record lost" : "records lost"}</span>`,
  ];
  return html`<section class="card"><h2>${chapter.title}${pills}</h2><p class="lead">${duration(seconds)}. Requests of each second; a dashed line is a k3s being restarted, stopped or started.</p>${failed > 0 && chapter.outage !== undefined ? html`<p>Failures are expected here: ${chapter.outage}.</p>` : NOTHING}
${timeline(chapter)}${traffic(chapter)}${causes(chapter)}${records(chapter)}</section>`;
}

function traffic({ routes }: Chapter): Html {
  const rows = routes.map(({ route, sent, failed, longestGapMs, slowestMs }) => [
    route,
    thousands(sent),
    count(failed),
    duration(longestGapMs / 1000),
    duration(slowestMs / 1000),
  ]);
  return html`<h3>Requests</h3>${htmlTable(["way in", "sent", "failed", "longest gap", "slowest answer"], rows)}`;
}

function causes({ routes, from }: Chapter): Html {
  const rows = routes.flatMap(({ route, causes }) =>
    causes.map(({ failure, count, first, last }) => [
      route,
      failure,
      thousands(count),
      `${duration((first - from) / 1000)} to ${duration((last - from) / 1000)}`,
      clock(first),
    ]),
  );
  if (rows.length === 0) return NOTHING;
  return html`<h3>Why requests failed</h3>${htmlTable(["way in", "the client saw", "count", "when", "first at"], rows)}`;
}

function records({ records }: Chapter): Html {
  const rows = records.map(({ replica, before, after, written, lost, damaged }) => [
    replica,
    `${thousands(before.from)} - ${thousands(before.to)}`,
    `${thousands(after.from)} - ${thousands(after.to)}`,
    thousands(written),
    lost.length === 0 ? count(0) : html`${count(sizeOf(lost))} (${rangesText(lost)})`,
    count(damaged),
  ]);
  const head = ["replica", "records before", "records after", "written", "lost", "damaged"];
  return html`<h3>Records on the volumes</h3>${htmlTable(head, rows)}`;
}

function times({ timings }: Story): Html {
  const longest = Math.max(1, ...timings.map(({ seconds }) => seconds));
  const bars = timings.map(
    ({ title, seconds }) =>
      html`<div class="bar"><div>${title}</div><span>${duration(seconds)}</span><i style="width:${((seconds / longest) * 100).toFixed(1)}%"></i></div>`,
  );
  return html`<section class="card"><h2>Time</h2>${bars}</section>`;
}

const headline = ({ snapshots }: Story): Html => {
  const [before, after] = snapshots.map(({ apiServer }) => apiServer ?? "?");
  return html`<h1>${before ?? "?"} <s>to</s> ${after ?? "?"} <s>and back</s></h1>`;
};

const intro = ({ kind, chapters }: Story): string =>
  chapters.length === 0
    ? "The nodes of this run are simulated: nothing runs in them that could serve requests or keep records, so this report shows versions and times."
    : `A k3s cluster of ${kind} nodes, upgraded and brought back while clients sent requests to every node through a Service and through an Ingress, each on a connection of its own, and while a StatefulSet wrote numbered, chained records to its volumes.`;

/** The report as one page. */
export function page(story: Story): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>gitops-updates: the demonstration</title><style>${new Html(STYLE)}</style></head>
<body><main><div class="over">gitops-updates, the demonstration</div>${headline(story)}<p class="lead">${intro(story)}</p>${tiles(story)}
${story.chapters.map(chapterCard)}${versions(story)}${times(story)}
<footer><p>Real: ${story.real}.<br>Simulated: ${story.simulated}.</p><p>Every failed request with its time is in <code>report.json</code> beside this page.</p></footer></main></body></html>
`.text;
}
