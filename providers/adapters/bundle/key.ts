import type { HttpOptions } from "../../../domain/ports";

/** Secrets may stand in the user and the query of an address; both are left out where they are credentials. */
function bare(url: string): string {
  const { origin, pathname, searchParams } = new URL(url);
  const kept = ["page", "per_page", "n", "last", "after", "service", "scope", "ref"];
  const query = kept.flatMap((name) => {
    const value = searchParams.get(name);
    return value === null ? [] : [`${name}=${value}`];
  });
  return `${origin}${pathname}${query.length === 0 ? "" : `?${query.join("&")}`}`;
}

/**
 * Names a question in a bundle. Whether it was asked with credentials is part of it, which ones is not: a registry
 * answers the same address with a challenge first and with its tags then.
 */
export const questionKey = (url: string, { post, redirect, authorization, base64 }: HttpOptions): string =>
  [
    post === undefined ? "GET" : "POST",
    bare(url),
    redirect ?? "follow",
    authorization === undefined ? "open" : "authorized",
    base64 === true ? "base64" : "text",
    post ?? "",
  ].join(" ");
