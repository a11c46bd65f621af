import { fits, isOpen, nextOpening, type WindowSpec } from "../../domain/window";

const HOUR = 3_600_000;
const berlin = (over: Partial<WindowSpec>): WindowSpec => ({
  start: "03:00",
  duration: 4 * HOUR,
  timeZone: "Europe/Berlin",
  ...over,
});
const at = (text: string): Date => new Date(text);

// 2026-06-06 is a Saturday; Berlin is at UTC+2 in June, UTC+1 in January.
describe("isOpen", () => {
  test.each<[string, Partial<WindowSpec>, string, boolean]>([
    ["just before", {}, "2026-06-06T00:59:59.999Z", false],
    ["at its opening", {}, "2026-06-06T01:00:00.000Z", true],
    ["within the opening second", {}, "2026-06-06T01:00:00.500Z", true],
    ["in the middle", {}, "2026-06-06T03:00:00Z", true],
    ["just before its close", {}, "2026-06-06T04:59:59.999Z", true],
    ["at its close", {}, "2026-06-06T05:00:00.000Z", false],
    ["in winter an hour later", {}, "2026-01-10T01:30:00Z", false],
    ["in winter at its opening", {}, "2026-01-10T02:00:00Z", true],
    ["on its day", { days: ["sat"] }, "2026-06-06T02:00:00Z", true],
    ["on another day", { days: ["sat"] }, "2026-06-07T02:00:00Z", false],
    ["on one of two days", { days: ["sat", "sun"] }, "2026-06-07T02:00:00Z", true],
    ["on any day when none is named", { days: [] }, "2026-06-08T02:00:00Z", true],
    ["past midnight", { start: "23:00" }, "2026-06-06T23:30:00Z", true],
    [
      "past midnight, on the day after its day",
      { start: "23:00", days: ["sat"] },
      "2026-06-06T23:30:00Z",
      true,
    ],
    [
      "past midnight, on its day before it opens",
      { start: "23:00", days: ["sat"] },
      "2026-06-05T23:30:00Z",
      false,
    ],
    ["by cron", { start: undefined, cron: "30 4 * * 6" }, "2026-06-06T02:30:00Z", true],
    ["by cron, before", { start: undefined, cron: "30 4 * * 6" }, "2026-06-06T02:29:59Z", false],
    ["longer than a day", { days: ["fri"], duration: 60 * HOUR }, "2026-06-07T12:00:00Z", true],
    ["in another zone", { timeZone: "America/New_York" }, "2026-06-06T07:00:00Z", true],
    // Clocks go from 02:00 to 03:00 on 2026-03-29: the start does not exist and becomes 03:00 (01:00 UTC).
    ["on the short night, before", { start: "02:30", duration: HOUR }, "2026-03-29T00:59:00Z", false],
    ["on the short night", { start: "02:30", duration: HOUR }, "2026-03-29T01:30:00Z", true],
    ["on the short night, after", { start: "02:30", duration: HOUR }, "2026-03-29T02:00:00Z", false],
    // Clocks go from 03:00 to 02:00 on 2026-10-25: the start comes twice, at 00:30 and 01:30 UTC.
    [
      "on the long night, the first time",
      { start: "02:30", duration: HOUR / 2 },
      "2026-10-25T00:45:00Z",
      true,
    ],
    [
      "on the long night, the second time",
      { start: "02:30", duration: HOUR / 2 },
      "2026-10-25T01:45:00Z",
      false,
    ],
    // Four hours are four hours, whatever the clock on the wall says.
    ["over the long night", { start: "01:00" }, "2026-10-25T02:30:00Z", true],
    ["after the long night", { start: "01:00" }, "2026-10-25T03:00:00Z", false],
  ])("%s", (_what, over, instant, expected) => {
    expect(isOpen([berlin(over)], at(instant))).toBe(expected);
  });

  test("always without windows, and when one of several is open", () => {
    expect(isOpen([], at("2026-06-06T12:00:00Z"))).toBe(true);
    expect(isOpen([berlin({}), berlin({ start: "13:00" })], at("2026-06-06T12:00:00Z"))).toBe(true);
  });
});

describe("nextOpening", () => {
  test.each<[string, WindowSpec[], string, string | null]>([
    ["later today", [berlin({})], "2026-06-06T00:00:00Z", "2026-06-06T01:00:00.000Z"],
    ["tomorrow when it is open now", [berlin({})], "2026-06-06T01:00:00Z", "2026-06-07T01:00:00.000Z"],
    ["on its day", [berlin({ days: ["sat"] })], "2026-06-06T02:00:00Z", "2026-06-13T01:00:00.000Z"],
    [
      "the earlier of two",
      [berlin({}), berlin({ start: "02:00" })],
      "2026-06-06T12:00:00Z",
      "2026-06-07T00:00:00.000Z",
    ],
    ["never without windows", [], "2026-06-06T12:00:00Z", null],
    [
      "never on a day that never comes",
      [berlin({ start: undefined, cron: "0 3 30 2 *" })],
      "2026-06-06T12:00:00Z",
      null,
    ],
  ])("%s", (_what, windows, instant, expected) => {
    expect(nextOpening(windows, at(instant))?.toISOString() ?? null).toBe(expected);
  });
});

describe("fits", () => {
  const night = [berlin({})];
  test.each<[string, WindowSpec[], string, number, boolean]>([
    ["to the last second", night, "2026-06-06T04:00:00Z", 3600, true],
    ["a second too long", night, "2026-06-06T04:00:00Z", 3601, false],
    ["closed", night, "2026-06-06T00:00:00Z", 1, false],
    ["nothing to do, but closed", night, "2026-06-06T00:00:00Z", 0, false],
    ["no windows", [], "2026-06-06T00:00:00Z", 1e6, true],
    ["two that touch", [berlin({}), berlin({ start: "07:00" })], "2026-06-06T04:00:00Z", 5 * 3600, true],
    [
      "two that touch, too long",
      [berlin({}), berlin({ start: "07:00" })],
      "2026-06-06T04:00:00Z",
      5 * 3600 + 1,
      false,
    ],
    ["two with a gap", [berlin({}), berlin({ start: "08:00" })], "2026-06-06T04:00:00Z", 3 * 3600, false],
    ["two that overlap", [berlin({}), berlin({ start: "06:00" })], "2026-06-06T04:00:00Z", 4 * 3600, true],
    [
      "round the clock, without end",
      [berlin({ duration: 24 * HOUR })],
      "2026-06-06T04:00:00Z",
      90 * 86_400,
      false,
    ],
    ["round the clock", [berlin({ duration: 24 * HOUR })], "2026-06-06T04:00:00Z", 3 * 86_400, true],
  ])("%s", (_what, windows, instant, seconds, expected) => {
    expect(fits(windows, at(instant), seconds)).toBe(expected);
  });
});
