import { type SupportCycle, supportByCount, supportOf } from "../../../domain/security";

const NOW = new Date("2026-08-20T00:00:00Z");
const cycle = (name: string, ends: string | null, ended: boolean | null = null): SupportCycle => ({
  cycle: name,
  ends,
  ended,
  latest: `${name}.9`,
});
const CYCLES = [
  cycle("1.36", "2027-06-28"),
  cycle("1.34", "2026-10-10"),
  cycle("1.33", "2026-06-28"),
  cycle("1.1", null, true),
  cycle("1.37", null, false),
  cycle("1.38", null),
];

test.each([
  ["v1.36.2+k3s1", "supported"],
  ["v1.34.1+k3s1", "ending"],
  ["v1.33.9+k3s1", "ended"],
  ["1.1.0", "ended"],
  ["1.37.0", "supported"],
  ["1.38.0", "unknown"],
  ["1.35.0", "unknown"],
  ["main", "unknown"],
])("%s is %s", (version, status) => {
  expect(supportOf(CYCLES, version, NOW, "https://example.test/kubernetes.json")).toMatchObject({
    status,
    evidence: "https://example.test/kubernetes.json",
  });
});

test("a line ends on the day that the third newer one begins", () => {
  const releases = [
    { version: "2.9.1", date: "2026-07-07" },
    { version: "2.9.0", date: "2026-06-30" },
    { version: "2.10.0-rc.1", date: "2026-08-01" },
    { version: "2.8.0", date: "2026-02-24" },
    { version: "2.7.5", date: "2025-11-27" },
    { version: "2.7.0", date: "2025-09-30" },
    { version: "2.6.4", date: "2025-07-08" },
  ];

  expect(supportByCount(releases, 3)).toEqual([
    { cycle: "2.9", latest: "2.9.1", ends: null, ended: false },
    { cycle: "2.8", latest: "2.8.0", ends: null, ended: false },
    { cycle: "2.7", latest: "2.7.5", ends: null, ended: false },
    { cycle: "2.6", latest: "2.6.4", ends: "2026-06-30", ended: true },
  ]);
});
