import type { Sample } from "../../../demo/traffic/generator";
import { tally } from "../../../demo/traffic/tally";

const START = 1_700_000_000_000;

const sample = (at: number, failure: string | null = null, tookMs = 10, route = "Service"): Sample => ({
  route,
  url: "http://10.213.1.11:30080/",
  at: START + at,
  tookMs,
  failure,
});

/** Twenty good answers a second, but for those that are left out. */
const steady = (toMs: number, without: (at: number) => boolean = () => false): Sample[] =>
  Array.from({ length: toMs / 50 }, (_, index) => index * 50)
    .filter((at) => !without(at))
    .map((at) => sample(at));

const span = (to: number, from = 0) => ({ from: START + from, to: START + to });

test("counts what was sent within the span, second by second", () => {
  const [counted] = tally([...steady(3_000), sample(1_500, "ECONNREFUSED")], span(3_000, 1_000));

  expect(counted).toMatchObject({ route: "Service", sent: 41, failed: 1 });
  expect(counted?.seconds).toEqual([
    { sent: 21, failed: 1 },
    { sent: 20, failed: 0 },
  ]);
});

test("routes are counted apart, also one that nothing was sent on in the span", () => {
  const samples = [sample(100), sample(5_000, null, 10, "Ingress")];

  expect(tally(samples, span(1_000)).map(({ route, sent }) => [route, sent])).toEqual([
    ["Ingress", 0],
    ["Service", 1],
  ]);
});

test("the longest gap is between good answers, whatever failed meanwhile", () => {
  const away = (at: number) => at > 1_000 && at < 3_000;
  const failures = [1_500, 2_000, 2_500].map((at) => sample(at, "HTTP 502"));

  const [counted] = tally([...steady(5_000, away), ...failures], span(5_000));

  expect(counted?.longestGapMs).toBe(2_000);
});

test.each([
  ["the beginning", (at: number) => at < 1_000, 1_010],
  ["the end", (at: number) => at > 3_000, 1_990],
  ["all of it", () => true, 5_000],
])("a gap that reaches %s counts", (_where, without, gap) => {
  const samples = [...steady(5_000, without), sample(2_500, "HTTP 502")];

  expect(tally(samples, span(5_000))[0]?.longestGapMs).toBe(gap);
});

test("failures are grouped by cause, with their first and last moment, the most frequent first", () => {
  const samples = [sample(100, "HTTP 502"), sample(200, "ECONNRESET"), sample(900, "HTTP 502")];

  expect(tally(samples, span(1_000))[0]?.causes).toEqual([
    { failure: "HTTP 502", count: 2, first: START + 100, last: START + 900 },
    { failure: "ECONNRESET", count: 1, first: START + 200, last: START + 200 },
  ]);
});
