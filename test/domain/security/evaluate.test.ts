import fc from "fast-check";
import {
  type Advisory,
  type AffectedPackage,
  effectiveRanges,
  evaluateAdvisories,
  mergeVerdicts,
  parseGithubRange,
  rangesOf,
  securitySubjects,
} from "../../../domain/security";

const K3S = "github.com/k3s-io/k3s";
const affected = (over: Partial<AffectedPackage>): AffectedPackage => ({
  package: K3S,
  ranges: [],
  versions: [],
  unread: [],
  ...over,
});
const advisory = (over: Partial<AffectedPackage>, more: Partial<Advisory> = {}): Advisory => ({
  id: "GO-1",
  aliases: ["CVE-1"],
  summary: "A fault",
  url: "https://example.test/GO-1",
  severity: null,
  withdrawn: false,
  affected: [affected(over)],
  ...more,
});
const judge = (version: string, ...advisories: Advisory[]) =>
  evaluateAdvisories(advisories, { package: K3S, version })[0];

const EVERYTHING = [{ type: "SEMVER", events: [{ introduced: "0" }] }];
const CUSTOM = [
  {
    type: "ECOSYSTEM",
    events: [
      { introduced: "1.32.0-rc1" },
      { fixed: "1.32.4-rc1" },
      { introduced: "1.33.0" },
      { fixed: "1.33.10" },
    ],
  },
];

test.each([
  ["v1.31.9+k3s1", undefined, undefined],
  ["v1.32.0-rc1+k3s1", ">=1.32.0-rc1 <1.32.4-rc1", "1.32.4-rc1"],
  ["v1.32.3+k3s1", ">=1.32.0-rc1 <1.32.4-rc1", "1.32.4-rc1"],
  ["v1.32.4+k3s1", undefined, undefined],
  ["v1.33.9+k3s2", ">=1.33.0 <1.33.10", "1.33.10"],
  ["v1.33.10-k3s1", undefined, undefined],
  ["v1.36.2+k3s1", undefined, undefined],
])("the truth about k3s %s is in the ranges beside the ranges", (version, matched, fixedIn) => {
  const verdict = judge(version, advisory({ ranges: effectiveRanges(EVERYTHING, CUSTOM) }));

  expect(verdict?.matched).toBe(matched);
  expect(verdict?.fixedIn).toBe(fixedIn);
  if (verdict !== undefined)
    expect(verdict).toMatchObject({ status: "affected", id: "GO-1", url: "https://example.test/GO-1" });
});

test("without them everything that is never fixed is affected, as it says", () => {
  expect(judge("v1.36.2+k3s1", advisory({ ranges: effectiveRanges(EVERYTHING) }))).toMatchObject({
    matched: "every version",
    fixedIn: null,
  });
});

test("ranges that say something themselves stay beside the custom ones", () => {
  const usual = [{ type: "SEMVER", events: [{ introduced: "1.20.0" }, { fixed: "1.21.0" }] }];
  expect(effectiveRanges(usual, CUSTOM)).toHaveLength(3);
  expect(effectiveRanges([{ type: "GIT", events: [{ introduced: "0" }] }])).toEqual([]);
});

test("events are sorted, and an end that was never opened is none", () => {
  expect(
    rangesOf([
      { fixed: "2.0.0" },
      { introduced: "3.0.0" },
      { introduced: "1.0.0" },
      { last_affected: "3.5.0" },
    ]),
  ).toEqual([
    { introduced: "1.0.0", fixed: "2.0.0", lastAffected: null },
    { introduced: "3.0.0", fixed: null, lastAffected: "3.5.0" },
  ]);
  expect(rangesOf([{ fixed: "1.0.0" }, { introduced: "1.0.0" }])).toEqual([
    { introduced: "1.0.0", fixed: null, lastAffected: null },
  ]);
});

test("rc10 comes after rc9 here", () => {
  const ranges = rangesOf([{ introduced: "1.32.0-rc9" }, { fixed: "1.32.0-rc10" }]);
  expect(judge("v1.32.0-rc9+k3s1", advisory({ ranges }))).toBeDefined();
  expect(judge("v1.32.0-rc10+k3s1", advisory({ ranges }))).toBeUndefined();
});

test("no version is affected by two neighbouring ranges, nor by none where they touch", () => {
  const number = fc.nat({ max: 5 });
  const version = fc.tuple(number, number).map(([minor, patch]) => `1.${minor}.${patch}`);
  fc.assert(
    fc.property(version, version, (cut, asked) => {
      const before = advisory({ ranges: rangesOf([{ introduced: "0" }, { fixed: cut }]) });
      const after = advisory({ ranges: rangesOf([{ introduced: cut }]) });
      expect([judge(asked, before), judge(asked, after)].filter((it) => it !== undefined)).toHaveLength(1);
    }),
  );
});

test.each([
  ["< 1.8.5", { introduced: null, fixed: "1.8.5", lastAffected: null }],
  [">= 1.2, <= 1.8.5", { introduced: "1.2", fixed: null, lastAffected: "1.8.5" }],
  ["<v1.10.0", { introduced: null, fixed: "1.10.0", lastAffected: null }],
  ["= 1.2.3", { introduced: "1.2.3", fixed: null, lastAffected: "1.2.3" }],
  ["v1.5.0 - v1.9.1", null],
  ["all versions", null],
  ["> 1.2", null],
  ["", null],
])("GitHub's range %j", (text, expected) => {
  expect(parseGithubRange(text)).toEqual(expected);
});

test("what cannot be read is unclear and is told, unless another range is clear", () => {
  const unread = ['"all but the last"'];
  expect(judge("v1.32.3+k3s1", advisory({ unread }))).toMatchObject({
    status: "unclear",
    matched: unread[0],
  });
  expect(judge("nightly", advisory({ ranges: rangesOf([{ introduced: "0" }]) }))?.status).toBe("unclear");
  const both = advisory(
    {},
    { affected: [affected({ unread }), affected({ ranges: rangesOf([{ introduced: "0" }]) })] },
  );
  expect(judge("v1.32.3+k3s1", both)?.status).toBe("affected");
});

test("a withdrawn advisory, and one about another package, say nothing", () => {
  const ranges = rangesOf([{ introduced: "0" }]);
  expect(judge("v1.32.3+k3s1", advisory({ ranges }, { withdrawn: true }))).toBeUndefined();
  expect(judge("v1.32.3+k3s1", advisory({ ranges, package: "github.com/k3s-io/kine" }))).toBeUndefined();
});

test("one fault that two databases know is one verdict with what both know", () => {
  const go = judge("1.0.0", advisory({ ranges: rangesOf([{ introduced: "0" }]) }));
  const ghsa = judge("1.0.0", advisory({ unread: ["x"] }, { id: "GHSA-1", severity: "high" }));
  const other = judge(
    "1.0.0",
    advisory({ ranges: rangesOf([{ introduced: "0" }]) }, { id: "GO-2", aliases: [] }),
  );
  const verdicts = [ghsa, go, other].filter((it) => it !== undefined);

  expect(mergeVerdicts(verdicts)).toEqual([
    expect.objectContaining({
      id: "GO-1",
      status: "affected",
      severity: "high",
      aliases: ["CVE-1", "GHSA-1"],
    }),
    expect.objectContaining({ id: "GO-2" }),
  ]);
});

test("Flux is looked up by its controllers", () => {
  const controllers = new Map([["source-controller", "v1.8.4"]]);
  expect(securitySubjects({ k3s: "v1.35.4+k3s1", flux: "v2.8.8", controllers })).toEqual([
    { package: "github.com/k3s-io/k3s", version: "v1.35.4+k3s1" },
    { package: "github.com/fluxcd/flux2", version: "v2.8.8" },
    { package: "github.com/fluxcd/source-controller", version: "v1.8.4" },
  ]);
});
