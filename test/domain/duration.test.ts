import fc from "fast-check";
import { formatDuration, parseDuration } from "../../domain/duration";
import { thrownBy } from "./fixtures";

test.each([
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["7d", 604_800_000],
  ["1d2h3m4s", 93_784_000],
  ["0s", 0],
  ["90m", 5_400_000],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "5", "5 m", "5 parsecs", "m5", "30m1h", "1h1h", "-5m", "1.5h", "5m\n", "5ms"])(
  "refuses %j",
  (text) => {
    expect(thrownBy(() => parseDuration(text))).toMatchObject({ kind: "usage", code: "DURATION_INVALID" });
  },
);

test.each([
  [0, "0s"],
  [-5, "0s"],
  [1, "1s"],
  [999, "1s"],
  [60_000, "1m"],
  [5_400_000, "1h30m"],
  [86_400_000, "1d"],
])("%d ms reads %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("whole seconds survive the way through text", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_999 * 86_400 }), (seconds) => {
      expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
    }),
  );
});
