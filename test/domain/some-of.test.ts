import { someOf } from "../../domain/some-of";

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a, b"],
  [["a", "b", "c"], "a, b and 1 more"],
])("of %j two are named", (names, says) => {
  expect(someOf(names, 2)).toBe(says);
});
