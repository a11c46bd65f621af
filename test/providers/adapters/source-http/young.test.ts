import type { HttpOptions } from "../../../../domain/ports";
import { openSourceHttp } from "../../../../providers/adapters/source-http";
import { serve } from "../../../helpers/loopback";
import { tempFolder } from "../../../helpers/temp-folder";

const HOUR = 3_600_000;
const START = Date.parse("2026-06-01T10:00:00Z");

/** Asks the same address in two runs, so many milliseconds apart, and tells how many requests were sent. */
async function twice(
  later: number,
  first: HttpOptions,
  second: HttpOptions,
  freshMs = HOUR,
): Promise<number> {
  const { url, requests } = await serve((request, answer) =>
    request.headers["if-none-match"] === '"one"'
      ? answer.writeHead(304).end()
      : answer.writeHead(200, { etag: '"one"' }).end("content"),
  );
  const cacheDir = tempFolder();
  const run = (time: number) =>
    openSourceHttp({
      cacheDir,
      freshMs,
      clock: { now: () => new Date(time), elapsedMs: () => 0, sleep: async () => undefined },
    });
  await run(START).get(url, first);
  const answer = await run(START + later).get(url, second);
  expect(answer).toMatchObject({ body: "content", unchanged: true });
  return requests().length;
}

const bearer = (token: string): HttpOptions => ({ authorization: `Bearer ${token}` });
const basic: HttpOptions = { authorization: "Basic dXNlcjpwYXNz" };

test.each([
  ["a young answer is not asked for again", HOUR - 1, {}, {}, 1],
  ["an old one is confirmed", HOUR, {}, {}, 2],
  ["one from the future is confirmed", -1, {}, {}, 2],
  ["who is content with older ones gets them", 5 * HOUR, {}, { since: "2026-06-01T09:59:59Z" }, 1],
  ["who wants a newer one does not", 5 * HOUR, {}, { since: "2026-06-01T10:00:01Z" }, 2],
  ["the same token gets its own answer", 1, bearer("a"), bearer("a"), 1],
  ["another token must ask itself", 1, bearer("a"), bearer("b"), 2],
  ["a password is always asked for", 1, basic, basic, 2],
  ["what anybody is shown with a token is shown without one", 1, { ...bearer("a"), anonymous: true }, {}, 1],
])("%s", async (_title, later, first, second, requests) => {
  expect(await twice(later, first, second)).toBe(requests);
});

test("a confirmed answer is young again", async () => {
  const { url, requests } = await serve((request, answer) =>
    request.headers["if-none-match"] === undefined
      ? answer.writeHead(200, { etag: '"one"' }).end("content")
      : answer.writeHead(304).end(),
  );
  const cacheDir = tempFolder();
  for (const time of [0, HOUR, HOUR + 1]) {
    const clock = { now: () => new Date(START + time), elapsedMs: () => 0, sleep: async () => undefined };
    await openSourceHttp({ cacheDir, freshMs: HOUR, clock }).get(url);
  }
  expect(requests()).toHaveLength(2);
});

test("the answer to a posted question is kept as long, for this question alone, and then asked for anew", async () => {
  const asked: (string | undefined)[] = [];
  const { url } = await serve((request, answer) => {
    asked.push(request.headers["if-none-match"]);
    answer.writeHead(200, { etag: '"one"' }).end(`answer ${asked.length}`);
  });
  const cacheDir = tempFolder();
  const at = async (time: number, post: string) => {
    const clock = { now: () => new Date(START + time), elapsedMs: () => 0, sleep: async () => undefined };
    return (await openSourceHttp({ cacheDir, freshMs: HOUR, clock }).get(url, { post })).body;
  };

  expect(await at(0, "{}")).toBe("answer 1");
  expect(await at(HOUR - 1, "{}")).toBe("answer 1");
  expect(await at(HOUR - 1, "[]")).toBe("answer 2");
  expect(await at(HOUR, "{}")).toBe("answer 3");
  expect(asked).toEqual([undefined, undefined, undefined]);
});
