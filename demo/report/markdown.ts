import { sizeOf } from "../witness/compare-records";
import type { Chapter } from "../witness/witness";
import { type Story, versionRows } from "./model";
import { clock, duration, rangesText, thousands } from "./words";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
  "",
];

/** The report as text, for terminals and for comparing two runs. */
export function markdown(story: Story): string {
  const { kind, real, simulated, snapshots, timings, chapters } = story;
  return [
    "# gitops-updates demonstration",
    "",
    `On ${kind} nodes. Real: ${real}. Simulated: ${simulated}.`,
    "",
    "## Versions",
    "",
    ...table(["", ...snapshots.map(({ title }) => title)], versionRows(snapshots)),
    ...chapters.flatMap(chapterText),
    "## Time",
    "",
    ...table(
      ["step", "time"],
      timings.map(({ title, seconds }) => [title, duration(seconds)]),
    ),
  ].join("\n");
}

function chapterText({ title, outage, from, to, routes, records, containers, phases }: Chapter): string[] {
  const traffic = routes.map(({ route, sent, failed, longestGapMs, slowestMs }) => [
    route,
    thousands(sent),
    thousands(failed),
    duration(longestGapMs / 1000),
    duration(slowestMs / 1000),
  ]);
  const causes = routes.flatMap(({ route, causes }) =>
    causes.map(({ failure, count, first, last }) => [
      route,
      failure,
      String(count),
      clock(first),
      clock(last),
    ]),
  );
  const written = records.map(({ replica, before, after, written, lost, damaged }) => [
    replica,
    `${before.from}-${before.to}`,
    `${after.from}-${after.to}`,
    thousands(written),
    lost.length === 0 ? "0" : `${sizeOf(lost)} (${rangesText(lost)})`,
    String(damaged),
  ]);
  return [
    `## ${title}, ${duration((to - from) / 1000)}`,
    "",
    ...table(["way in", "requests", "failed", "longest gap", "slowest answer"], traffic),
    ...(causes.length === 0 || outage === undefined ? [] : [`Failures are expected here: ${outage}.`, ""]),
    ...(causes.length === 0 ? [] : table(["way in", "failure", "count", "first", "last"], causes)),
    ...table(["replica", "records before", "records after", "written", "lost", "damaged"], written),
    `${containers.still} of ${containers.before} containers that no drain touches ran on.`,
    "",
    ...table(
      ["phase", "begins", "takes"],
      phases.map((phase) => [
        phase.title,
        duration((phase.from - from) / 1000),
        duration((phase.to - phase.from) / 1000),
      ]),
    ),
  ];
}
