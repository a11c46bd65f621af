import type { NodeKind } from "../../lab/state";
import { sizeOf } from "../witness/compare-records";
import type { Chapter } from "../witness/witness";

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

/** Everything that the demonstration has to tell in the end. */
export interface Story {
  readonly kind: NodeKind;
  /** What of the lab is real and what is simulated, in the lab's own words. */
  readonly real: string;
  readonly simulated: string;
  readonly snapshots: readonly Snapshot[];
  readonly timings: readonly Timing[];
  /** Empty on simulated nodes: nothing runs in them that could be used. */
  readonly chapters: readonly Chapter[];
}

/** Nodes down, moments across; the last row is the API server's own word. */
export function versionRows(snapshots: readonly Snapshot[]): string[][] {
  const names = [...new Set(snapshots.flatMap(({ nodes }) => nodes.map(({ name }) => name)))];
  const nodes = names.map((name) => [name, ...snapshots.map((snapshot) => versionOf(snapshot, name))]);
  return [...nodes, ["API server", ...snapshots.map(({ apiServer }) => apiServer ?? "no answer")]];
}

const versionOf = ({ nodes }: Snapshot, name: string): string => {
  const node = nodes.find((candidate) => candidate.name === name);
  if (node === undefined) return "absent";
  return node.ready ? node.version : `${node.version} (not ready)`;
};

/** The figures of a chapter over all its routes and replicas. */
export interface Totals {
  readonly sent: number;
  readonly failed: number;
  readonly longestGapMs: number;
  readonly written: number;
  readonly lost: number;
  readonly damaged: number;
  readonly seconds: number;
}

export function totalsOf({ routes, records, from, to }: Chapter): Totals {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    sent: sum(routes.map(({ sent }) => sent)),
    failed: sum(routes.map(({ failed }) => failed)),
    longestGapMs: Math.max(0, ...routes.map(({ longestGapMs }) => longestGapMs)),
    written: sum(records.map(({ written }) => written)),
    lost: sum(records.map(({ lost }) => sizeOf(lost))),
    damaged: sum(records.map(({ damaged }) => damaged)),
    seconds: (to - from) / 1000,
  };
}

/**
 * Why the story did not end well; empty when it did. No chapter may lose a record. Requests may fail only where the
 * story says so beforehand: on the way back over a minor, which replaces every pod.
 */
export function broken(chapters: readonly Chapter[]): string[] {
  return chapters.flatMap((chapter) => {
    const { sent, failed, lost, damaged } = totalsOf(chapter);
    const requests = failed > 0 && chapter.outage === undefined;
    return [
      ...(requests ? [`${chapter.title}: ${failed} of ${sent} requests failed`] : []),
      ...(sent === 0 ? [`${chapter.title}: no request was sent`] : []),
      ...(lost > 0 ? [`${chapter.title}: ${lost} records are lost`] : []),
      ...(damaged > 0 ? [`${chapter.title}: ${damaged} records are damaged`] : []),
    ];
  });
}
