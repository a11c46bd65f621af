import type { Sample } from "./generator";

/** A stretch of time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The requests that were sent within one second. */
export interface Second {
  readonly sent: number;
  readonly failed: number;
}

/** Failures that look the same. */
export interface Cause {
  readonly failure: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** What the clients of one route saw during a span. */
export interface RouteTally {
  readonly route: string;
  readonly sent: number;
  readonly failed: number;
  readonly slowestMs: number;
  /** The longest time without a good answer. */
  readonly longestGapMs: number;
  /** From the beginning of the span on; the last second may be a part of one. */
  readonly seconds: readonly Second[];
  readonly causes: readonly Cause[];
}

/** Counts, route by route, the requests that were sent within the span. */
export function tally(samples: readonly Sample[], span: Span): RouteTally[] {
  const within = samples.filter(({ at }) => at >= span.from && at < span.to);
  const routes = [...new Set(samples.map(({ route }) => route))].sort();
  return routes.map((route) =>
    tallyRoute(
      route,
      within.filter((sample) => sample.route === route),
      span,
    ),
  );
}

function tallyRoute(route: string, samples: readonly Sample[], span: Span): RouteTally {
  return {
    route,
    sent: samples.length,
    failed: samples.filter(isFailed).length,
    slowestMs: samples.reduce((slowest, { tookMs }) => Math.max(slowest, tookMs), 0),
    longestGapMs: longestGap(samples, span),
    seconds: perSecond(samples, span),
    causes: causesOf(samples.filter(isFailed)),
  };
}

const isFailed = ({ failure }: Sample): boolean => failure !== null;

function longestGap(samples: readonly Sample[], { from, to }: Span): number {
  const good = samples.filter((sample) => !isFailed(sample)).map(({ at, tookMs }) => at + tookMs);
  const moments = [from, ...good.filter((at) => at < to).sort((a, b) => a - b), to];
  return moments.reduce((longest, at, index) => Math.max(longest, at - (moments[index - 1] ?? at)), 0);
}

function perSecond(samples: readonly Sample[], { from, to }: Span): Second[] {
  const seconds = Array.from({ length: Math.ceil((to - from) / 1000) }, () => ({ sent: 0, failed: 0 }));
  for (const sample of samples) {
    const second = seconds[Math.floor((sample.at - from) / 1000)];
    if (second === undefined) continue;
    second.sent++;
    if (isFailed(sample)) second.failed++;
  }
  return seconds;
}

/** The most frequent first. */
function causesOf(failed: readonly Sample[]): Cause[] {
  const groups = Map.groupBy(failed, ({ failure }) => failure ?? "");
  return [...groups]
    .map(([failure, group]) => ({ failure, count: group.length, ...extremes(group.map(({ at }) => at)) }))
    .sort((a, b) => b.count - a.count);
}

const extremes = (moments: readonly number[]): Pick<Cause, "first" | "last"> => ({
  first: Math.min(...moments),
  last: Math.max(...moments),
});
