import { createHash } from "node:crypto";

/** An HTTP answer as data. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A JSON answer. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** A plain-text answer. */
export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body };
}

/** Adds an ETag, and answers 304 without a body to a client that has this very text. */
export function withEtag(reply: Reply, ifNoneMatch: string | undefined): Reply {
  const etag = `W/"${createHash("sha256").update(reply.body).digest("hex")}"`;
  const headers = { ...reply.headers, etag };
  return ifNoneMatch === etag ? { status: 304, headers, body: "" } : { ...reply, headers };
}
