import type { Chapter } from "../../demo/witness/witness";
import { trafficSvg } from "../../scripts/docs/traffic-svg";

const chapter: Chapter = {
  title: "Upgrade",
  from: 0,
  to: 2_000,
  routes: [
    {
      route: "Service",
      sent: 40,
      failed: 5,
      slowestMs: 40,
      longestGapMs: 90,
      seconds: [
        { sent: 20, failed: 0 },
        { sent: 20, failed: 5 },
      ],
      causes: [],
    },
  ],
  records: [],
  containers: { before: 6, still: 6 },
  phases: [{ title: "server-1 & more", from: 500, to: 2_000 }],
  marks: [],
  failures: [],
};

const story = {
  kind: "real",
  real: "",
  simulated: "",
  snapshots: [],
  timings: [],
  chapters: [chapter],
} as const;

test("shows what failed where it failed, and phases by name", () => {
  const picture = trafficSvg(story);

  expect(picture).toContain("Service: 5 of 40 requests failed");
  expect(picture).toContain('d="M1 100.0h.9V75.0h-.9z"');
  expect(picture).toContain("server-1 &amp; more");
  expect(picture).not.toMatch(/href|url\(/);
});

test("every chapter adds to the height", () => {
  const height = (picture: string) => Number(/height="(\d+)"/.exec(picture)?.[1]);

  const one = height(trafficSvg(story));
  expect(height(trafficSvg({ ...story, chapters: [chapter, chapter] }))).toBeGreaterThan(one + 50);
});
