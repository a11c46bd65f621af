import { blocked, waiting } from "../../../domain/errors";
import { retryWaiting } from "../../../providers/adapters/retry";
import { rejectionOf } from "../../helpers/rejection";

const away = waiting("AWAY", "away.", "wait.");

test("what comes right by itself is tried again", async () => {
  const answers = [away, away, "there"];
  const action = jest.fn(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });

  expect(await retryWaiting(action)).toBe("there");
  expect(action).toHaveBeenCalledTimes(3);
});

test.each([
  ["what a person must mend", blocked("NO", "no.", "mend it.")],
  ["a mistake", new TypeError("a mistake")],
])("%s is not", async (_what, error) => {
  const action = jest.fn(async () => {
    throw error;
  });

  expect(await rejectionOf(retryWaiting(action))).toBe(error);
  expect(action).toHaveBeenCalledTimes(1);
});

test("in the end the last failure is told", async () => {
  const action = jest.fn(async () => {
    throw away;
  });

  expect(await rejectionOf(retryWaiting(action))).toBe(away);
  expect(action).toHaveBeenCalledTimes(5);
}, 20_000);
