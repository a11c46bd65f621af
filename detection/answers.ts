import type { z } from "zod";
import { waiting } from "../domain/errors";
import type { Http, HttpAnswer, HttpOptions } from "../domain/ports";

/** An address without user, password and query, which may be secret. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return "the address";
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

const UNREAD = "look at what the address answers; its releases are unknown until then.";

export const unreadable = (url: string, what: string, cause?: unknown): Error =>
  waiting("SOURCE_UNREADABLE", `${shownUrl(url)} ${what}.`, UNREAD, cause);

export function parseAnswer<T extends z.ZodType>(url: string, value: unknown, schema: T): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unreadable(url, "answered something else than expected", parsed.error);
}

export function parseJson(url: string, body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw unreadable(url, "answered something else than expected", error);
  }
}

function hint({ status, headers }: HttpAnswer): string {
  if (headers["x-ratelimit-remaining"] === "0") return " (rate limit reached; set a token or wait)";
  if (status === 401 || status === 403) return " (no credentials, or not the right ones)";
  return status === 404 ? " (there is nothing of that name, or nothing for these credentials)" : "";
}

/** What was refused is not known: it is never the same as an empty answer. */
export function refused(url: string, answer: HttpAnswer): Error {
  const found = `${shownUrl(url)} answered ${answer.status}${hint(answer)}.`;
  return waiting("SOURCE_REFUSED", found, "run again later, correct the address or use a mirror.");
}

export async function getAnswer(http: Http, url: string, options?: HttpOptions): Promise<HttpAnswer> {
  const answer = await http.get(url, options);
  if (answer.status === 200) return answer;
  throw refused(url, answer);
}

/** A JSON answer in the expected shape, and its headers. */
export async function getJson<T extends z.ZodType>(
  http: Http,
  url: string,
  schema: T,
  options?: HttpOptions,
) {
  const { body, headers, unchanged = false } = await getAnswer(http, url, options);
  return { data: parseAnswer(url, parseJson(url, body), schema), headers, unchanged };
}
