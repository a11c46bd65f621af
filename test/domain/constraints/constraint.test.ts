import fc from "fast-check";
import {
  compareVersions,
  parseConstraint,
  parseVersion,
  satisfies,
  tryParseConstraint,
} from "../../../domain/constraints";

const VERSIONS = [
  "0.0.0",
  "0.0.3",
  "0.2.3",
  "0.3.0",
  "1.0.0",
  "1.2.0",
  "1.2.3-rc1",
  "1.2.3",
  "1.2.4+k3s1",
  "1.3.0-rc1",
  "v1.3.0",
  "2.0.0",
];

const holds = (version: string, constraint: string): boolean => {
  const parsed = parseVersion(version);
  return parsed !== null && satisfies(parsed, parseConstraint(constraint));
};

/** What Masterminds/semver 3.5.0 says to each constraint, one digit for each of the versions above. */
test.each([
  ["*", "111111011011"],
  ["x", "111111011011"],
  ["1", "000011011010"],
  ["1.x", "000011011010"],
  ["v1.2", "000001011000"],
  ["1.2.3", "000000010000"],
  ["=1.2", "000001011000"],
  ["!=1", "111100000001"],
  ["!=1.2", "111110000011"],
  ["!=1.2-rc1", "111111011111"],
  ["!=1.2.3", "111111001011"],
  [">1", "000000000001"],
  [">1.2", "000000000011"],
  [">1.2.3", "000000001011"],
  ["<1.2", "111110000000"],
  ["<=1", "111111011010"],
  ["<=1.2", "111111011000"],
  ["<=1.2.3", "111111010000"],
  ["<=*", "110000000000"],
  [">*", "011111011011"],
  ["~1", "000011011010"],
  ["~1.2", "000001011000"],
  ["~1.2.3", "000000011000"],
  ["~0", "111100000000"],
  ["~0.0.0", "111111011011"],
  ["^1.2", "000001011010"],
  ["^0.2", "001000000000"],
  ["^0.2.3", "001000000000"],
  ["^0.0", "110000000000"],
  ["^0.0.3", "010000000000"],
  ["^0", "111100000000"],
  ["^*", "100000000000"],
  ["1.2 - 1.3", "000001011010"],
  ["1.2.0 - 1.2.4", "000001011000"],
  [">=1.2.0-0", "000001111111"],
  ["^1.2.3-0", "000000111110"],
  ["~1.2.0-rc2", "000001111000"],
  [">= v1.1.0-0, < v1.3.0-0", "000001111000"],
  [">=1.1,<1.3 || 2.x", "000001011001"],
  [">=1.1 !=1.2.3 <2", "000001001010"],
  ["1.x.7", "000011011010"],
  ["=>1.2.4", "000000001011"],
  ["=<1.2.3", "111111010000"],
  ["~>1.2", "000001011000"],
])("%s", (constraint, expected) => {
  expect(VERSIONS.map((version) => Number(holds(version, constraint))).join("")).toBe(expected);
});

test.each([
  ["nothing", ""],
  ["blanks", "  "],
  ["a word", "latest"],
  ["an operator alone", ">="],
  ["two operators", "><1"],
  ["a comma too many", ">=1,,<2"],
  ["one stroke for or", "1|2"],
  ["an empty alternative", "1 ||"],
  ["a wildcard within a number", "1x.2"],
  ["a number with a leading zero in the prerelease", "1.2.3-01"],
  ["four numbers", "1.2.3.4"],
  ["a number beyond 64 bits", "18446744073709551616.0.0"],
  ["a blank that only JavaScript takes for one", ">=\u00a01.2"],
  ["more than 32 alternatives", Array.from({ length: 33 }, () => "1").join("||")],
  ["more than 512 characters", `>=1${" ".repeat(512)}`],
])("%s is refused", (_what, text) => {
  expect(tryParseConstraint(text)).toBeNull();
  expect(() => parseConstraint(text)).toThrow(expect.objectContaining({ code: "CONSTRAINT_INVALID" }));
});

test.each([
  ["1", "1.0.0", 0],
  ["v01.2", "1.2.0", 0],
  ["1.2.3+a", "1.2.3+b", 0],
  ["1.0.0-rc.2", "1.0.0-rc.10", -1],
  ["1.0.0-rc2", "1.0.0-rc10", 1],
  ["1.0.0-1", "1.0.0-a", -1],
  ["1.0.0-a", "1.0.0-a.1", -1],
  ["1.0.0", "1.0.0-0", 1],
  ["9007199254740993.0.0", "9007199254740992.0.0", 1],
])("%s against %s is %i", (a, b, expected) => {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  expect(left !== null && right !== null && compareVersions(left, right)).toBe(expected);
});

test.each(["", "1.2.3.4", "1..2", "1.2.3-", "1.2.3-a..b", "one", `1.${"1".repeat(255)}`])(
  "%j is no version",
  (text) => {
    expect(parseVersion(text)).toBeNull();
  },
);

const number = fc.nat({ max: 3 });
const version = fc.tuple(number, number, number, fc.constantFrom("", "-0", "-rc1", "-rc.2"));
const asText = ([major, minor, patch, pre]: readonly [number, number, number, string]): string =>
  `${major}.${minor}.${patch}${pre}`;
const released = version.map(([major, minor, patch]) => asText([major, minor, patch, ""]));
const any = version.map(asText);

test("the four orders of a bound divide all versions, prereleases where they are asked for", () => {
  fc.assert(
    fc.property(any, any, (bound, text) => {
      const wide = `|| 99.0.0-0`;
      const below = holds(text, `<${bound} ${wide}`);
      expect(holds(text, `<=${bound} ${wide}`)).toBe(below || holds(text, `${bound} ${wide}`));
      if (bound.includes("-") || !text.includes("-")) expect(holds(text, `>=${bound} ${wide}`)).toBe(!below);
    }),
  );
});

test("caret and tilde are the ranges that their descriptions name", () => {
  fc.assert(
    fc.property(number, number, number, released, (major, minor, patch, text) => {
      const bound = `${major}.${minor}.${patch}`;
      const end = major > 0 ? `${major + 1}.0.0` : minor > 0 ? `0.${minor + 1}.0` : `0.0.${patch + 1}`;
      expect(holds(text, `^${bound}`)).toBe(holds(text, `>=${bound}, <${end}`));
      if (bound !== "0.0.0")
        expect(holds(text, `~${bound}`)).toBe(holds(text, `>=${bound}, <${major}.${minor + 1}.0`));
    }),
  );
});

test("a hyphen is two bounds, and a bar is either side", () => {
  fc.assert(
    fc.property(released, released, any, (low, high, text) => {
      expect(holds(text, `${low} - ${high}`)).toBe(holds(text, `>=${low}, <=${high}`));
      expect(holds(text, `${low} || ${high}`)).toBe(holds(text, low) || holds(text, high));
    }),
  );
});

test("a text that invites a pattern to try everything is refused at once", () => {
  const hostile = [`${"1   ".repeat(125)}!`, `1${" ".repeat(510)}!`, `${"1 - 2 ".repeat(80)}!`];
  const start = performance.now();
  for (const text of hostile) expect(tryParseConstraint(text)).toBeNull();
  expect(performance.now() - start).toBeLessThan(500);
});
