import { markdown } from "../../../demo/report/markdown";
import { broken, type Story } from "../../../demo/report/model";
import { page } from "../../../demo/report/page";
import { duration } from "../../../demo/report/words";
import type { Chapter } from "../../../demo/witness/witness";

const START = Date.parse("2026-01-01T00:00:00.000Z");
const good = { sent: 20, failed: 0 };

const chapter = (other: Partial<Chapter> = {}): Chapter => ({
  title: "Upgrade",
  from: START,
  to: START + 2_500,
  routes: [
    {
      route: "Service",
      sent: 50,
      failed: 0,
      slowestMs: 40,
      longestGapMs: 90,
      seconds: [good, good, { sent: 10, failed: 0 }],
      causes: [],
    },
  ],
  records: [
    {
      replica: "orders-db-0",
      before: { from: 1, to: 100 },
      after: { from: 1, to: 125 },
      written: 25,
      lost: [],
      damaged: 0,
    },
  ],
  containers: { before: 6, still: 6 },
  phases: [{ title: "server-1", from: START + 500, to: START + 2_000 }],
  marks: [{ title: "k3s on server-1 restarts", at: START + 1_000 }],
  failures: [],
  ...other,
});

const failing = (other: Partial<Chapter> = {}): Chapter => {
  const [route] = chapter().routes;
  if (route === undefined) throw new Error("a chapter has a route");
  const causes = [{ failure: "HTTP 502", count: 3, first: START + 1_000, last: START + 1_100 }];
  const seconds = [good, { sent: 20, failed: 3 }, { sent: 10, failed: 0 }];
  return chapter({ routes: [{ ...route, failed: 3, causes, seconds }], ...other });
};

const story = (chapters: readonly Chapter[]): Story => ({
  kind: chapters.length > 0 ? "real" : "simulated",
  real: "kubelets <and> containers",
  simulated: "machines",
  snapshots: [
    {
      title: "before",
      apiServer: "v1.35.4+k3s1",
      nodes: [{ name: "agent-1", version: "v1.35.4+k3s1", ready: true }],
    },
    {
      title: "upgraded",
      apiServer: null,
      nodes: [{ name: "agent-1", version: "v1.36.3+k3s1", ready: false }],
    },
  ],
  timings: [{ title: "Do it", seconds: 75 }],
  chapters,
});

describe("the verdict", () => {
  test.each<[string, Chapter, string[]]>([
    ["nothing failed and nothing is lost", chapter(), []],
    ["a failed request", failing(), ["Upgrade: 3 of 50 requests failed"]],
    ["failures that the story expects", failing({ title: "Rollback", outage: "every pod is replaced" }), []],
    ["nobody asked", chapter({ routes: [] }), ["Upgrade: no request was sent"]],
    [
      "a lost record, also where failures are expected",
      chapter({
        outage: "every pod is replaced",
        records: chapter().records.map((it) => ({ ...it, lost: [{ from: 7, to: 9 }], damaged: 1 })),
      }),
      ["Upgrade: 3 records are lost", "Upgrade: 1 records are damaged"],
    ],
  ])("%s", (_what, told, reasons) => {
    expect(broken([told])).toEqual(reasons);
  });
});

describe("the page", () => {
  test("needs nothing from elsewhere, and shows text as text", () => {
    const text = page(story([chapter()]));

    expect(text).not.toMatch(/(?:src|href)=|url\(|@import|<script/);
    expect(text).toContain("kubelets &lt;and&gt; containers");
  });

  test("marks failures, restarts and phases where they were", () => {
    const text = page(story([failing()]));

    expect(text).toContain('<path class="failed" d="M1 100.0h.9V85.0h-.9z"/>');
    expect(text).toContain('<path class="mark" d="M1.00 0V100"><title>k3s on server-1 restarts</title>');
    expect(text).toMatch(/left:20\.00%;width:60\.00%" title="server-1, 1\.5 s"/);
    expect(text).toContain("HTTP 502");
  });

  test("of simulated nodes says that nothing ran in them", () => {
    expect(page(story([]))).toContain("The nodes of this run are simulated");
  });
});

test("the text has the same figures", () => {
  const text = markdown(story([failing({ outage: "every pod is replaced" })]));

  expect(text).toContain("| agent-1 | v1.35.4+k3s1 | v1.36.3+k3s1 (not ready) |");
  expect(text).toContain("| API server | v1.35.4+k3s1 | no answer |");
  expect(text).toContain("| Service | 50 | 3 | 0.1 s | 0.0 s |");
  expect(text).toContain("| orders-db-0 | 1-100 | 1-125 | 25 | 0 | 0 |");
  expect(text).toContain("Failures are expected here: every pod is replaced.");
});

test.each([
  [0.04, "0.0 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [147.2, "2 min 27 s"],
])("%d seconds are %s", (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
