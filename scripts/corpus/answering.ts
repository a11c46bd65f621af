import type { FirstSeen, Http, HttpAnswer } from "../../domain/ports";

/** A stand-in for the network that knows one answer, or one by the beginning of the address. */
export function answering(bodies: string | Readonly<Record<string, string>>): Http {
  const bodyFor = (url: string): string | undefined =>
    typeof bodies === "string"
      ? bodies
      : Object.entries(bodies).find(([start]) => url.startsWith(start))?.[1];
  return {
    get: async (url): Promise<HttpAnswer> => {
      const body = bodyFor(url);
      return body === undefined ? { status: 404, headers: {}, body: "" } : { status: 200, headers: {}, body };
    },
    download: async () => {
      throw new Error("nothing is downloaded here");
    },
  };
}

/** A stand-in that has seen nothing before. */
export const neverSeen: FirstSeen = { note: () => ({ since: new Map(), gone: [] }) };
