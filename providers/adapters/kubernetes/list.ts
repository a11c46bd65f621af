import type { z } from "zod";
import { blocked, waiting } from "../../../domain/errors";
import { Page } from "./answers";
import type { ApiAnswer, KubernetesApi } from "./connection";

const PAGE_SIZE = 500;

/** Turns an unexpected answer into the error that names what to do; busy servers come right by themselves. */
export function refuse(what: string, { status, body }: ApiAnswer): Error {
  const said =
    typeof body === "object" && body !== null && "message" in body ? String(body.message) : String(body);
  const message = `the API server answered ${status} to ${what} (${said.slice(0, 300)}).`;
  if (status === 401 || status === 403) {
    return blocked(
      "API_FORBIDDEN",
      message,
      "give the kubeconfig's user the rights that docs/rbac.md lists.",
    );
  }
  if (status === 429 || status >= 500)
    return waiting("API_BUSY", message, "wait until /readyz is ok and run again.");
  return blocked("API_REFUSED", message, "look at the object that the message names and run again.");
}

/** All items of a list, page by page, each parsed. A resource that the server does not serve has none. */
export async function listAll<T extends z.ZodType>(
  api: KubernetesApi,
  path: string,
  schema: T,
  options: { readonly metadataOnly?: boolean } = {},
): Promise<z.output<T>[]> {
  const items: z.output<T>[] = [];
  let next: string | undefined = "";
  while (next !== undefined) {
    const query = `limit=${PAGE_SIZE}${next === "" ? "" : `&continue=${encodeURIComponent(next)}`}`;
    const answer = await api({ path: `${path}${path.includes("?") ? "&" : "?"}${query}`, ...options });
    if (answer.status === 404) return [];
    if (answer.status !== 200) throw refuse(`GET ${path}`, answer);
    const page = Page.parse(answer.body);
    for (const item of page.items ?? []) items.push(schema.parse(item));
    next = page.metadata.continue === "" ? undefined : page.metadata.continue;
  }
  return items;
}
