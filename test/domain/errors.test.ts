import {
  blocked,
  describeError,
  isUpdateError,
  partial,
  stalled,
  UpdateError,
  usage,
  waiting,
} from "../../domain/errors";
import { describeFinding, isBlocker } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";

test.each([
  ["blocked", blocked],
  ["waiting", waiting],
  ["stalled", stalled],
  ["partial", partial],
  ["usage", usage],
])("%s makes its own kind", (kind, make) => {
  const cause = new Error("below");
  const error = make("CODE", "was found.", "do this.", cause);
  expect(error).toMatchObject({
    name: "UpdateError",
    kind,
    code: "CODE",
    message: "was found.",
    next: "do this.",
    cause,
  });
  expect(error).toBeInstanceOf(UpdateError);
  expect("cause" in make("CODE", "m", "n")).toBe(false);
});

test("is recognised by its shape, not its class", () => {
  const twin = Object.assign(new Error("x"), { name: "UpdateError", code: "X" });
  expect(isUpdateError(twin)).toBe(true);
  expect(isUpdateError(usage("X", "m", "n"))).toBe(true);
  for (const other of [
    new Error("x"),
    Object.assign(new Error("x"), { code: "X" }),
    { name: "UpdateError", code: "X" },
    null,
  ]) {
    expect(isUpdateError(other)).toBe(false);
  }
});

test("reads as one line", () => {
  expect(describeError(usage("X", "was found.", "do this."))).toBe("X: was found. Next: do this.");
  expect(describeError(new Error("plain"))).toBe("plain");
  expect(describeError("text")).toBe("text");
});

test("a finding reads as one line, with advice where there is some", () => {
  expect(describeFinding(finding("NODE_NOT_READY", "node a", "is not Ready"))).toBe(
    "blocker NODE_NOT_READY node a: is not Ready Next: look at kubectl describe node.",
  );
  expect(describeFinding(finding("MIXED_VERSIONS", "cluster", "x"))).toBe("info MIXED_VERSIONS cluster: x");
  expect(isBlocker(finding("NODE_NOT_READY", "a", "b"))).toBe(true);
  expect(isBlocker(finding("MIXED_VERSIONS", "a", "b"))).toBe(false);
});
