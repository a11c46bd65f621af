import { setTimeout as sleep } from "node:timers/promises";
import { type Route, Traffic } from "../../../demo/traffic/generator";
import { serve } from "../../helpers/loopback";

const PACE = { perSecond: 50, timeoutMs: 2_000 };

/** Sends for a while, and tells what became of all of it. */
async function send(routes: readonly Route[], pace = PACE, forMs = 300) {
  const traffic = new Traffic(routes, pace);
  traffic.start();
  await sleep(forMs);
  return traffic.stop();
}

test("asks the addresses of a route in turn, at its pace, and counts every answer", async () => {
  const [one, other] = [await serve((_, answer) => answer.end()), await serve((_, answer) => answer.end())];

  const samples = await send([{ name: "web", urls: [one.url, other.url] }]);

  expect(samples.length).toBe(one.requests().length + other.requests().length);
  expect(Math.abs(one.requests().length - other.requests().length)).toBeLessThanOrEqual(1);
  expect(samples.length).toBeGreaterThanOrEqual(3);
  // Never faster than asked for: 50 a second in 0.3 seconds, and the first at once.
  expect(samples.length).toBeLessThanOrEqual(17);
  expect(new Set(samples.map(({ failure }) => failure))).toEqual(new Set([null]));
});

test("every request has a connection of its own", async () => {
  const ports = new Set<number | undefined>();
  const { url, requests } = await serve((request, answer) => {
    ports.add(request.socket.remotePort);
    answer.end();
  });

  await send([{ name: "web", urls: [url] }]);

  expect(ports.size).toBe(requests().length);
});

test("a server that never answers gets as many requests as one that does, and each is a failure", async () => {
  const { url, requests } = await serve(() => undefined);

  const samples = await send([{ name: "web", urls: [url] }], { perSecond: 20, timeoutMs: 400 }, 600);

  expect(requests().length).toBeGreaterThanOrEqual(3);
  expect(samples.map(({ failure }) => failure)).toEqual(requests().map(() => "no answer within 0.4 s"));
});

test.each<[string, Parameters<typeof serve>[0], string]>([
  ["an error", (_, answer) => answer.writeHead(503).end(), "HTTP 503"],
  ["a redirect", (_, answer) => answer.writeHead(302, { Location: "/" }).end(), "HTTP 302"],
  ["a connection that breaks", (request) => request.socket.destroy(), "ECONNRESET"],
  [
    "half an answer",
    (_, answer) => {
      answer.writeHead(200, { "Content-Length": "100" }).write("half");
      setTimeout(() => answer.destroy(), 20);
    },
    "ECONNRESET",
  ],
])("%s is a failure with its cause", async (_what, respond, failure) => {
  const { url } = await serve(respond);

  const samples = await send([{ name: "web", urls: [url] }], PACE, 100);

  expect(samples.length).toBeGreaterThan(0);
  for (const sample of samples) expect(sample).toMatchObject({ route: "web", url, failure });
});

test("nobody listening is a failure, and the time of the request is on record", async () => {
  const { url, close } = await serve((_, answer) => answer.end());
  await close();
  const began = Date.now();

  const [first] = await send([{ name: "web", urls: [url] }], PACE, 50);

  expect(first?.failure).toBe("ECONNREFUSED");
  expect(first?.at).toBeGreaterThanOrEqual(began);
  expect(first?.at).toBeLessThanOrEqual(Date.now());
});

test("what was sent so far can be waited for, while more is sent", async () => {
  const { url } = await serve((_, answer) => setTimeout(() => answer.end(), 100));
  const traffic = new Traffic([{ name: "web", urls: [url] }], PACE);
  traffic.start();
  await sleep(50);
  const now = Date.now();

  await traffic.answered();

  expect(traffic.soFar().filter(({ at }) => at < now).length).toBeGreaterThan(0);
  await traffic.stop();
});
