import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Clock, Http } from "../../../../domain/ports";
import { systemClock } from "../../../../providers/adapters/clock";
import { openSourceHttp, type SourceHttpOptions } from "../../../../providers/adapters/source-http";
import { serve } from "../../../helpers/loopback";
import { rejectionOf } from "../../../helpers/rejection";
import { tempFolder } from "../../../helpers/temp-folder";

const QUICK = { retries: 2, firstPauseMs: 5, longestPauseMs: 2_000 };
const open = (over: Partial<SourceHttpOptions> = {}): Http =>
  openSourceHttp({ cacheDir: tempFolder(), clock: systemClock, patience: QUICK, ...over });

describe("asking", () => {
  test("the same twice in a run is one request, also when it fails", async () => {
    const { url, requests } = await serve((request, answer) =>
      answer.writeHead(request.url === "/bad" ? 404 : 200).end("there"),
    );
    const http = open();

    await Promise.all([http.get(url), http.get(url), http.get(`${url}bad`), http.get(`${url}bad`)]);

    expect(requests()).toHaveLength(2);
  });

  test("again in a later run is 'only if it has changed'", async () => {
    const asked: (string | undefined)[] = [];
    const { url } = await serve((request, answer) => {
      asked.push(request.headers["if-none-match"]);
      if (request.headers["if-none-match"] === '"one"') return answer.writeHead(304).end();
      return answer.writeHead(200, { etag: '"one"', link: '<x>; rel="next"' }).end("content");
    });
    const cacheDir = tempFolder();

    await open({ cacheDir }).get(url);
    const second = await open({ cacheDir }).get(url);

    expect(asked).toEqual([undefined, '"one"']);
    expect(second).toMatchObject({ status: 200, body: "content", headers: { link: '<x>; rel="next"' } });
  });

  test("goes by date where there is no mark", async () => {
    const date = "Tue, 02 Jun 2026 10:00:00 GMT";
    const { url, requests } = await serve((request, answer) =>
      request.headers["if-modified-since"] === date
        ? answer.writeHead(304).end()
        : answer.writeHead(200, { "last-modified": date }).end("content"),
    );
    const cacheDir = tempFolder();
    await open({ cacheDir }).get(url);

    expect((await open({ cacheDir }).get(url)).body).toBe("content");
    expect(requests()).toHaveLength(2);
  });

  test("with a damaged cache is asking anew", async () => {
    const { url } = await serve((request, answer) =>
      request.headers["if-none-match"] === undefined
        ? answer.writeHead(200, { etag: '"one"' }).end("content")
        : answer.writeHead(304).end(),
    );
    const cacheDir = tempFolder();
    await open({ cacheDir }).get(url);
    const folder = join(cacheDir, "http");
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".body")))
      writeFileSync(join(folder, file), "half of it");

    expect((await open({ cacheDir }).get(url)).body).toBe("content");
  });

  test("stays within the budget of a run", async () => {
    const { url, requests } = await serve((_, answer) => answer.end("there"));
    const http = open({ budget: 2 });
    await http.get(`${url}1`);
    await http.get(`${url}2`);

    expect(await rejectionOf(http.get(`${url}3`))).toMatchObject({ kind: "waiting", code: "SOURCE_BUDGET" });
    expect(requests()).toHaveLength(2);
  });

  test("with a body is a question that is sent as JSON", async () => {
    const { url } = await serve((request, answer) => {
      request.on("data", (chunk) =>
        answer.write(`${request.method} ${request.headers["content-type"]} ${chunk}`),
      );
      request.on("end", () => answer.end());
    });

    expect((await open().get(url, { post: '{"a":1}' })).body).toBe('POST application/json {"a":1}');
  });
});

describe("patience", () => {
  test("a server that fails for a moment is asked again", async () => {
    const { url, requests } = await serve((_, answer, count) =>
      answer.writeHead(count < 3 ? 502 : 200).end("there"),
    );
    expect((await open().get(url)).body).toBe("there");
    expect(requests()).toHaveLength(3);
  });

  test("a short Retry-After is waited out", async () => {
    const times: number[] = [];
    const { url } = await serve((_, answer, count) => {
      times.push(Date.now());
      if (count === 1) return answer.writeHead(429, { "retry-after": "1" }).end();
      return answer.end("there");
    });

    expect((await open().get(url)).body).toBe("there");
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(950);
  });

  test.each([
    [
      "GitHub's limit",
      403,
      (now: number) => ({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${now / 1000 + 1800}` }),
    ],
    ["a long Retry-After", 503, () => ({ "retry-after": "1800" })],
    [
      "a date in Retry-After",
      429,
      (now: number) => ({ "retry-after": new Date(now + 1_800_000).toUTCString() }),
    ],
    ["a limit that names no time", 429, () => ({})],
  ])("%s is told with its end, and that host is not asked again", async (_what, status, headers) => {
    const now = Date.parse("2026-06-01T10:00:00Z");
    const clock: Clock = { now: () => new Date(now), elapsedMs: () => 0, sleep: async () => undefined };
    const { url, requests } = await serve((_, answer) => answer.writeHead(status, headers(now)).end("{}"));
    const other = await serve((_, answer) => answer.end("there"));
    const http = open({ clock });

    const first = (await rejectionOf(http.get(`${url}a`))) as Error;
    const second = await rejectionOf(http.get(`${url}b`));

    expect(first).toMatchObject({ kind: "waiting", code: "SOURCE_LIMITED" });
    expect(first.message).toMatch(/2026-06-01T10:\d\d:00.000Z/);
    expect(second).toMatchObject({ code: "SOURCE_LIMITED" });
    expect(requests()).toHaveLength(1);
    expect((await http.get(other.url)).body).toBe("there");
  });

  test("the last request that a limit allows is used, and then no more", async () => {
    const reset = `${Date.now() / 1000 + 1800}`;
    const { url, requests } = await serve((_, answer) =>
      answer.writeHead(200, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }).end("there"),
    );
    const http = open();

    expect((await http.get(`${url}1`)).body).toBe("there");
    expect(await rejectionOf(http.get(`${url}2`))).toMatchObject({ code: "SOURCE_LIMITED" });
    expect(requests()).toHaveLength(1);
  });

  test("a refusal without a limit is an answer", async () => {
    const { url, requests } = await serve((_, answer) => answer.writeHead(403).end("no"));
    expect((await open().get(url)).status).toBe(403);
    expect(requests()).toHaveLength(1);
  });
});

describe("a host that is away", () => {
  const openCounted = () => openSourceHttp({ cacheDir: tempFolder(), clock: systemClock, patience: QUICK });

  test("is tried for one address, and left alone for all others", async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const there = await serve((_, answer) => answer.end("there"));
    const http = openCounted();

    const first = (await rejectionOf(http.get(`${gone.url}a`))) as Error;
    const second = (await rejectionOf(http.get(`${gone.url}b`))) as Error;

    expect(first).toMatchObject({ kind: "waiting", code: "SOURCE_UNREACHABLE" });
    expect(second).toMatchObject({ kind: "waiting", code: "SOURCE_UNREACHABLE" });
    expect(second.message).toMatch(/\/b was not asked: 127\.0\.0\.1:\d+ did not answer before \(.+\)/);
    expect(http.sent()).toBe(1 + QUICK.retries);
    expect((await http.get(there.url)).body).toBe("there");
  });

  test.each([
    ["answers badly", (_: IncomingMessage, answer: ServerResponse) => answer.writeHead(500).end()],
    ["breaks off", (_: IncomingMessage, answer: ServerResponse) => answer.writeHead(200).destroy()],
  ])("is not one that %s", async (_what, respond) => {
    const { url, requests } = await serve((request, answer) =>
      request.url === "/bad" ? respond(request, answer) : answer.end("there"),
    );
    const http = openCounted();

    expect(await rejectionOf(http.get(`${url}bad`))).toMatchObject({ code: "SOURCE_UNREACHABLE" });
    expect((await http.get(`${url}good`)).body).toBe("there");
    expect(requests()).toHaveLength(2 + QUICK.retries);
  });

  test("is not one that redirects to it", async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    const { url } = await serve((request, answer) =>
      request.url === "/file" ? answer.writeHead(302, { location: gone.url }).end() : answer.end("there"),
    );
    const http = openCounted();

    expect(await rejectionOf(http.get(`${url}file`))).toMatchObject({ code: "SOURCE_UNREACHABLE" });
    expect((await http.get(`${url}page`)).body).toBe("there");
    const sent = http.sent();
    expect(await rejectionOf(http.get(`${gone.url}itself`))).toMatchObject({ code: "SOURCE_UNREACHABLE" });
    expect(http.sent()).toBe(sent);
  });
});

describe("bad answers", () => {
  test.each([
    ["a type", { "content-type": "text/html; charset=utf-8" }, "<p>sign in"],
    ["a beginning", {}, "\n <!DOCTYPE html><html><body>sign in"],
  ])("a web page, known by %s, is unreadable", async (_what, headers, body) => {
    const { url } = await serve((_, answer) => answer.writeHead(200, headers).end(body));
    expect(await rejectionOf(open().get(url))).toMatchObject({ kind: "waiting", code: "SOURCE_UNREADABLE" });
  });

  test("a file that is called a web page by mistake is an answer", async () => {
    const { url } = await serve((_, answer) =>
      answer.writeHead(200, { "content-type": "text/html" }).end("a: b"),
    );
    expect((await open().get(url)).body).toBe("a: b");
  });

  test("one that breaks off is asked for again and then told", async () => {
    const { url, requests } = await serve((_, answer) => {
      answer.writeHead(200, { "content-length": "1000" });
      answer.write("half", () => answer.destroy());
    });

    expect(await rejectionOf(open().get(url))).toMatchObject({ code: "SOURCE_UNREACHABLE" });
    expect(requests()).toHaveLength(3);
  });

  test("one larger than allowed is not read to its end, and a compressed one is measured unpacked", async () => {
    const { url, requests } = await serve((request, answer) => {
      if (request.url === "/plain") return answer.end("x".repeat(2_000_000));
      return answer.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(2_000_000)));
    });
    const http = open();

    for (const path of ["plain", "packed"])
      expect(await rejectionOf(http.get(`${url}${path}`, { maxBytes: 100_000 }))).toMatchObject({
        kind: "blocked",
        code: "SOURCE_TOO_LARGE",
      });
    expect(requests()).toHaveLength(2);
  });

  test.each([
    ["is silent", 0, 2],
    ["trickles", 20, 1],
  ])("one that %s is given up", async (_what, everyMs, times) => {
    const { url, requests } = await serve((_, answer) => {
      answer.writeHead(200);
      if (everyMs === 0) return;
      const timer = setInterval(() => answer.write("."), everyMs);
      answer.on("close", () => clearInterval(timer));
    });
    const start = Date.now();

    const error = (await rejectionOf(
      open({ deadlines: { idleMs: 150, totalMs: 300 }, patience: { ...QUICK, retries: 1 } }).get(url),
    )) as Error;

    expect(error).toMatchObject({ kind: "waiting", code: "SOURCE_UNREACHABLE" });
    expect(error.message).toMatch(/within (150|300) ms/);
    expect(requests()).toHaveLength(times);
    expect(Date.now() - start).toBeLessThan(5_000);
  });
});

describe("credentials", () => {
  const SECRET = "Basic c2VjcmV0OnBhc3N3b3Jk";

  test("are not carried to another host by a redirection", async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serve((request, answer) => {
      seen.push(request.headers.authorization);
      answer.end("there");
    });
    const { url } = await serve((request, answer) => {
      seen.push(request.headers.authorization);
      const location = request.url === "/" ? "/again" : elsewhere.url;
      answer.writeHead(302, { location }).end();
    });

    expect((await open().get(url, { authorization: SECRET })).body).toBe("there");
    expect(seen).toEqual([SECRET, SECRET, undefined]);
  });

  test("in an address are sent as they are meant, and never shown", async () => {
    const seen: (string | undefined)[] = [];
    const { url } = await serve((request, answer) => {
      seen.push(request.headers.authorization);
      answer.writeHead(500).end();
    });
    const address = url.replace("http://", "http://secret:password@").concat("?token=hidden");

    const error = await rejectionOf(open().get(address));

    expect(seen[0]).toBe(SECRET);
    expect(`${(error as Error).message} ${JSON.stringify(error)}`).not.toMatch(/password|hidden|c2VjcmV0/);
  });

  test("are nowhere in the cache", async () => {
    const { url } = await serve((_, answer) => answer.writeHead(200, { etag: '"one"' }).end("content"));
    const cacheDir = tempFolder();
    const address = url.replace("http://", "http://secret:password@").concat("?token=hidden");
    await open({ cacheDir }).get(address, { authorization: SECRET });
    await open({ cacheDir }).get(`${url}token`, { secret: true });

    const folder = join(cacheDir, "http");
    const all = readdirSync(folder).map((name) => name + readFileSync(join(folder, name), "utf8"));
    expect(all).toHaveLength(2);
    expect(all.join("")).not.toMatch(/c2VjcmV0|hidden|password/);
  });
});

test.each([
  ["without end", (url: string) => `${url}again`, /more than 5 times/],
  ["to something that is not http", () => "file:///etc/passwd", /file: is not http/],
])("a redirection %s is refused", async (_what, location, said) => {
  const { url } = await serve((request, answer) =>
    answer.writeHead(301, { location: location(`http://${request.headers.host}/`) }).end(),
  );
  const error = (await rejectionOf(open().get(url))) as Error;
  expect(error).toMatchObject({ kind: "blocked", code: "SOURCE_REDIRECT" });
  expect(error.message).toMatch(said);
});
