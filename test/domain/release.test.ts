import { matchesPattern } from "../../domain/channel-pattern";
import {
  type Channel,
  isWithdrawn,
  latestOf,
  newestOf,
  resolveDesired,
  stableReleases,
} from "../../domain/release";
import { release, thrownBy } from "./fixtures";

// The shapes of the channel server's answer.
const channels: Channel[] = [
  { name: "stable", latest: "v1.35.4+k3s1" },
  {
    name: "latest",
    latest: "v1.36.1+k3s1",
    latestRegexp: ".*",
    excludeRegexp: "(^[^+]+-|v1\\.25\\.5\\+k3s1|v1\\.26\\.0\\+k3s1)",
  },
  { name: "testing", latest: "v1.36.2-rc1+k3s1", latestRegexp: "-(alpha|beta|rc)" },
  { name: "v1.24", latestRegexp: "v1\\.24\\..*", excludeRegexp: "(^[^+]+-|v1\\.24\\.9\\+k3s1)" },
  { name: "v1.35", latest: "v1.35.4+k3s1", latestRegexp: "v1\\.35\\..*", excludeRegexp: "^[^+]+-" },
];

describe("matchesPattern", () => {
  test.each([
    [".*", "v1.35.4+k3s1", true],
    ["^[^+]+-", "v1.36.0-rc1+k3s1", true],
    ["^[^+]+-", "v1.36.0+k3s1", false],
    ["v1\\.24\\.9\\+k3s1", "v1.24.9+k3s1", true],
    ["v1\\.24\\.9\\+k3s1", "v1.24.9+k3s2", false],
    ["v1\\.16\\.[0-9]*-(alpha|beta|rc)", "v1.16.9-rc1+k3s1", true],
    ["", "v1.35.4+k3s1", false],
    [undefined, "v1.35.4+k3s1", false],
    [".*", "nightly", false],
  ])("%s in %s is %s", (pattern, version, expected) => {
    expect(matchesPattern(pattern, version)).toBe(expected);
  });

  test.each([
    ["(a+)+$", "repeats a group"],
    ["(?:a|b){1,99}", "repeats a group"],
    [".*.*.*.*.*x", "too many repeats"],
    ["(?=v1)", "more than RE2 knows"],
    ["(v)\\1", "more than RE2 knows"],
    ["(v1", "no regular expression"],
    ["x".repeat(501), "longer than 500"],
  ])("refuses %s, which may withdraw a release and cannot be skipped", (pattern, why) => {
    const error = thrownBy(() => matchesPattern(pattern, "v1.35.4+k3s1"));
    expect(error).toMatchObject({
      kind: "blocked",
      code: "CHANNEL_PATTERN",
      message: expect.stringContaining(why),
    });
  });

  test("stays quick with the worst of what it accepts", () => {
    const began = process.hrtime.bigint();
    matchesPattern(".*.*.*.*\\n", `v1.35.4-${"a".repeat(16)}999999+k3s999999`);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(500);
  });
});

test.each([
  ["v1.26.0+k3s1", true],
  ["v1.26.0+k3s2", false],
  ["v1.24.9+k3s1", true],
  ["v1.35.4+k3s1", false],
  // Excluded from `latest` for being a candidate, which withdraws nothing.
  ["v1.36.0-rc1+k3s1", false],
  ["nightly", false],
  // The image form of a release is that release, not a candidate.
  ["v1.33.10-k3s1", false],
  ["v1.24.9-k3s1", true],
])("%s is withdrawn: %s", (version, expected) => {
  expect(isWithdrawn(version, channels)).toBe(expected);
});

test("the newest is the newest, wherever it stands", () => {
  expect(newestOf(["v1.35.4+k3s2", "v1.35.4+k3s10", "v1.34.9+k3s1"])).toBe("v1.35.4+k3s10");
  expect(newestOf([])).toBeNull();
});

test("stable releases are neither marked, named, withdrawn nor malformed", () => {
  const releases = [
    release("v1.26.0+k3s1"),
    release("v1.26.1+k3s1"),
    release("v1.26.2+k3s1", { prerelease: true }),
    release("v1.27.0-rc1+k3s1"),
    release("v1.18.20-rc1+k3s"),
  ];
  expect(stableReleases(releases, channels).map(({ version }) => version)).toEqual(["v1.26.1+k3s1"]);
});

describe("a channel's latest", () => {
  const releases = [
    release("v1.35.5+k3s1"),
    release("v1.35.5+k3s2"),
    release("v1.35.6+k3s1", { prerelease: true }),
    release("v1.36.0-rc1+k3s1", { prerelease: true }),
  ];
  const named = (name: string): Channel => channels.find((it) => it.name === name) ?? { name };

  test("is what a pinned channel says", () => {
    expect(latestOf(named("stable"), releases)).toBe("v1.35.4+k3s1");
  });

  test("sees the rebuild that the server's order does not, and leaves out what is not through QA", () => {
    expect(latestOf(named("v1.35"), releases)).toBe("v1.35.5+k3s2");
  });

  test("is the server's where our list is older", () => {
    expect(latestOf(named("v1.35"), [release("v1.35.1+k3s1")])).toBe("v1.35.4+k3s1");
    expect(latestOf(named("latest"), releases)).toBe("v1.36.1+k3s1");
  });

  test("may be a candidate where candidates are meant", () => {
    expect(latestOf(named("testing"), releases)).toBe("v1.36.2-rc1+k3s1");
    expect(latestOf({ name: "testing", latestRegexp: "-(alpha|beta|rc)" }, releases)).toBe(
      "v1.36.0-rc1+k3s1",
    );
  });

  test("is nothing where nothing matches", () => {
    expect(latestOf(named("v1.24"), releases)).toBeNull();
    expect(latestOf({ name: "x" }, releases)).toBeNull();
  });
});

describe("resolveDesired", () => {
  test("takes a version as it is and a channel at its word", () => {
    expect(resolveDesired("v1.36.2+k3s1", [])).toBe("v1.36.2+k3s1");
    expect(resolveDesired("channel:stable", channels)).toBe("v1.35.4+k3s1");
  });

  test("says which channel there is instead", () => {
    expect(thrownBy(() => resolveDesired("channel:stabel", channels))).toMatchObject({
      code: "CHANNEL_UNKNOWN",
      message: expect.stringContaining('did you mean "stable"?'),
    });
    expect(thrownBy(() => resolveDesired("channel:nonsense", channels))).toMatchObject({
      message: expect.stringContaining("there are 5"),
    });
  });

  test("does not invent a version for an empty channel", () => {
    expect(thrownBy(() => resolveDesired("channel:v1.24", channels))).toMatchObject({
      code: "CHANNEL_EMPTY",
    });
  });
});
