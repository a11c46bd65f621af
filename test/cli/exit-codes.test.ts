import { EXIT_CODES, exitCodeOf } from "../../cli/exit-codes";
import { blocked, type ErrorKind, partial, stalled, usage, waiting } from "../../domain/errors";

const make = { blocked, waiting, stalled, partial, usage } as const;

test.each<[ErrorKind, number]>([
  ["usage", 2],
  ["blocked", 8],
  ["waiting", 75],
  ["stalled", 75],
  ["partial", 75],
])("an error that is %s ends with %d", (kind, code) => {
  expect(exitCodeOf(make[kind]("SOMETHING", "it is so.", "do this."))).toBe(code);
});

test.each([
  [stalled("VALIDATION_FAILED", "", ""), 4],
  [stalled("NODE_ROLLED_BACK", "", ""), 5],
  [stalled("ROLLED_BACK", "", ""), 5],
  [blocked("CLUSTER_LOCKED", "", ""), 6],
  [blocked("STACK_LOCKED", "", ""), 6],
  [partial("WINDOW_CLOSED", "", ""), 7],
  [partial("INTERRUPTED", "", ""), 130],
])("%s has a code of its own: %d", (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

test.each([[new TypeError("a mistake")], ["text"], [undefined]])("what is not ours (%p) is 1", (error) => {
  expect(exitCodeOf(error)).toBe(1);
});

test("codes are unique and explained", () => {
  const codes = Object.values(EXIT_CODES).map(([code]) => code);

  expect(new Set(codes).size).toBe(codes.length);
  for (const [, meaning] of Object.values(EXIT_CODES)) expect(meaning).not.toBe("");
});
