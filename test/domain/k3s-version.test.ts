import fc from "fast-check";
import {
  bumpKind,
  compareK3s,
  formatImageTag,
  isPrerelease,
  minorOf,
  parseK3sVersion,
  parseLenient,
  sortK3s,
  tryParseK3sVersion,
  urlTag,
} from "../../domain/k3s-version";
import { thrownBy } from "./fixtures";
import { anyVersion } from "./versions";

describe("parseK3sVersion", () => {
  test.each([
    ["v1.35.4+k3s1", "v1.35.4+k3s1"],
    ["v1.33.10-k3s1", "v1.33.10+k3s1"],
    ["v1.36.0-rc2+k3s1", "v1.36.0-rc2+k3s1"],
    ["v1.36.0-rc2-k3s1", "v1.36.0-rc2+k3s1"],
    ["v1.26.1-engine0+k3s1", "v1.26.1-engine0+k3s1"],
    ["v1.17.13+k3s10", "v1.17.13+k3s10"],
  ])("reads %s as %s", (text, normal) => {
    expect(parseK3sVersion(text).text).toBe(normal);
  });

  test("takes a version apart into numbers", () => {
    expect(parseK3sVersion("v1.35.4-rc10+k3s2")).toEqual({
      text: "v1.35.4-rc10+k3s2",
      core: "1.35.4",
      major: 1,
      minor: 35,
      patch: 4,
      pre: { label: "rc", number: 10 },
      build: 2,
    });
  });

  // Tags and spellings that were really published or typed.
  test.each([
    "v1.17.0+k3s.1",
    "v1.17.0-k3s.1",
    "v1.18.20-rc1+k3s",
    "v1.22.17+k3s",
    "v1.23.12+rk3s1",
    "1.35.4+k3s1",
    "v1.35.4",
    "v1.35+k3s1",
    "v1.35.4+k3s01",
    "v01.35.4+k3s1",
    "v1.35.4-rc+k3s1",
    "v1.35.4-k3s1+k3s1",
    "v1.35.4+k3s1\n",
    " v1.35.4+k3s1",
    "v1.35.4+k3s1; reboot",
    "stable",
    "",
    `v1.35.4+k3s${"1".repeat(100)}`,
  ])("refuses %j", (text) => {
    expect(tryParseK3sVersion(text)).toBeNull();
    const error = thrownBy(() => parseK3sVersion(text));
    expect(error).toMatchObject({ kind: "usage", code: "VERSION_INVALID" });
    expect(String(error)).toContain("accepted: vX.Y.Z+k3sN");
  });

  test("names what was found, and no more of it than fits", () => {
    const error = thrownBy(() => parseK3sVersion("x".repeat(5000)));
    expect(String(error).length).toBeLessThan(250);
    expect(String(error)).toContain("xxx");
  });

  test.each([
    ["1.35.4+k3s1", "v1.35.4+k3s1"],
    [" v1.35.4+k3s1\n", "v1.35.4+k3s1"],
    ["1.33.10-k3s1", "v1.33.10+k3s1"],
  ])("leniently reads %j as %s", (text, normal) => {
    expect(parseLenient(text).text).toBe(normal);
  });

  test("is not lenient with anything else", () => {
    expect(thrownBy(() => parseLenient("1.35"))).toMatchObject({ code: "VERSION_INVALID" });
  });
});

describe("compareK3s", () => {
  // Each is lower than the next; semver gets the marked ones wrong.
  const ascending = [
    "v1.9.9+k3s1",
    "v1.35.0-alpha1+k3s1",
    "v1.35.0-beta1+k3s1",
    "v1.35.0-rc2+k3s1",
    "v1.35.0-rc9+k3s1",
    "v1.35.0-rc10+k3s1", // text order: rc10 < rc2
    "v1.35.0-rc10+k3s2",
    "v1.35.0+k3s1",
    "v1.35.0+k3s2", // semver: equal
    "v1.35.0+k3s9",
    "v1.35.0+k3s10", // text order: k3s10 < k3s2
    "v1.35.4+k3s1",
    "v1.35.10+k3s1",
    "v1.36.0-rc1+k3s1",
    "v1.36.0+k3s1",
    "v2.0.0+k3s1",
  ];

  test("orders every pair of the table", () => {
    for (const [i, a] of ascending.entries()) {
      for (const [j, b] of ascending.entries())
        expect([a, b, compareK3s(a, b)]).toEqual([a, b, Math.sign(i - j)]);
    }
  });

  test("sorts without changing what it is given", () => {
    const shuffled = Object.freeze([...ascending].reverse());
    expect(sortK3s(shuffled)).toEqual(ascending);
  });

  test("is a total order", () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        expect(Object.is(compareK3s(a, b), 0) || compareK3s(a, b) !== 0).toBe(true);
        expect(compareK3s(a, b) + compareK3s(b, a)).toBe(0);
        expect(compareK3s(a, b) === 0).toBe(a === b);
        if (compareK3s(a, b) <= 0 && compareK3s(b, c) <= 0) expect(compareK3s(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

test.each([
  ["v1.35.4+k3s1", "v1.35.4+k3s1", "same"],
  ["v1.35.4+k3s1", "v1.35.4+k3s2", "rebuild"],
  ["v1.35.4-rc1+k3s1", "v1.35.4-rc1+k3s2", "rebuild"],
  ["v1.35.4-rc1+k3s1", "v1.35.4-rc2+k3s1", "patch"],
  ["v1.35.4-rc1+k3s1", "v1.35.4+k3s1", "patch"],
  ["v1.35.4+k3s1", "v1.35.5+k3s1", "patch"],
  ["v1.35.9+k3s1", "v1.36.0+k3s1", "minor"],
  ["v1.35.9+k3s1", "v1.37.0+k3s1", "minor"],
  ["v1.35.9+k3s1", "v2.0.0+k3s1", "major"],
  ["v1.35.4+k3s10", "v1.35.4+k3s9", "downgrade"],
  ["v1.36.0+k3s1", "v1.35.9+k3s1", "downgrade"],
])("%s to %s is %s", (from, to, kind) => {
  expect(bumpKind(from, to)).toBe(kind);
});

test("names the minor, the image tag and the part of a URL", () => {
  expect(minorOf("v1.35.4+k3s1")).toBe("1.35");
  expect(formatImageTag("v1.36.0-rc2+k3s1")).toBe("v1.36.0-rc2-k3s1");
  expect(urlTag("v1.35.4-k3s1")).toBe("v1.35.4%2Bk3s1");
  expect(isPrerelease("v1.36.0-rc2+k3s1")).toBe(true);
  expect(isPrerelease("v1.36.0+k3s1")).toBe(false);
});

test("an image tag names the version that it was made from", () => {
  fc.assert(fc.property(anyVersion, (version) => parseK3sVersion(formatImageTag(version)).text === version));
});
