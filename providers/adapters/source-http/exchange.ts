import { isUpdateError } from "../../../domain/errors";
import type { HttpAnswer, HttpOptions } from "../../../domain/ports";
import { Passing } from "../retry";
import { connectionError } from "./away-hosts";
import { type Deadlines, readBody, Watch } from "./body";
import { badRedirect, notForMachines, unreachable } from "./trouble";

const DEFAULT_LIMIT = 20 * 1024 * 1024;
const MOST_REDIRECTS = 5;
/** Enough to tell a web page by. */
const PAGE_START = 400;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

interface Target {
  readonly url: URL;
  readonly authorization: string | undefined;
}

/** `https://user:password@host/` is how some write credentials; a request may not carry them in its address. */
function targetOf(text: string, authorization: string | undefined): Target {
  const url = new URL(text);
  if (url.username === "") return { url, authorization };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return { url, authorization: authorization ?? `Basic ${Buffer.from(pair).toString("base64")}` };
}

const headersOf = (options: HttpOptions, authorization: string | undefined): Record<string, string> => ({
  "user-agent": "gitops-updates",
  accept: "application/json, application/yaml, text/plain, */*",
  ...options.headers,
  ...(options.post === undefined ? {} : { "content-type": "application/json" }),
  ...(authorization === undefined ? {} : { authorization }),
});

async function send({ url, authorization }: Target, options: HttpOptions, watch: Watch): Promise<Response> {
  const headers = headersOf(options, authorization);
  const question = options.post === undefined ? {} : { method: "POST", body: options.post };
  try {
    return await fetch(url, { ...question, headers, redirect: "manual", signal: watch.signal });
  } catch (error) {
    throw connectionError(url, error);
  }
}

/** The next address. Credentials stay at their origin, and nothing goes from https to plain http. */
function follow(from: Target, location: string): Target {
  const url = new URL(location, from.url);
  if (!/^https?:$/.test(url.protocol)) throw badRedirect(from.url, `${url.protocol} is not http`);
  if (from.url.protocol === "https:" && url.protocol === "http:")
    throw badRedirect(from.url, "the next address is not encrypted");
  return { url, authorization: url.origin === from.url.origin ? from.authorization : undefined };
}

async function sendFollowing(first: Target, options: HttpOptions, watch: Watch): Promise<Response> {
  let target = first;
  for (let count = 0; count <= MOST_REDIRECTS; count++) {
    const response = await send(target, options, watch);
    const location = REDIRECTS.has(response.status) ? response.headers.get("location") : null;
    if (location === null || options.redirect === "manual") return response;
    await response.body?.cancel();
    target = follow(target, location);
  }
  throw badRedirect(first.url, `more than ${MOST_REDIRECTS} times`);
}

/** The type alone does not tell: some servers send every file as HTML. */
function isPage(response: Response, body: string): boolean {
  const isTyped = /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
  const start = body.slice(0, 200).trimStart();
  return (
    response.status === 200 && (isTyped ? start.startsWith("<") : /^<(!doctype html|html)\b/i.test(start))
  );
}

async function exchangeWithin(target: Target, options: HttpOptions, watch: Watch): Promise<HttpAnswer> {
  const response = await sendFollowing(target, options, watch);
  const bytes = await readBody(response, options.maxBytes ?? DEFAULT_LIMIT, watch);
  const body = bytes.toString(options.base64 === true ? "base64" : "utf8");
  if (isPage(response, bytes.toString("utf8", 0, PAGE_START))) throw notForMachines(target.url);
  if (response.status >= 500 && !response.headers.has("retry-after"))
    throw new Error(`HTTP ${response.status}`);
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** One question and its answer. What passes by itself (network, time, 5xx) is thrown as {@link Passing}. */
export async function exchange(
  text: string,
  options: HttpOptions,
  deadlines: Deadlines,
): Promise<HttpAnswer> {
  const watch = new Watch(deadlines);
  const target = targetOf(text, options.authorization);
  try {
    return await exchangeWithin(target, options, watch);
  } catch (error) {
    if (isUpdateError(error)) throw error;
    const reason = watch.signal.aborted ? watch.signal.reason : error;
    const trouble = unreachable(target.url, reason);
    throw watch.exhausted ? trouble : new Passing(trouble);
  } finally {
    watch.stop();
  }
}
