import type { AccessRule } from "../../domain/detection-schedule/access";
import type { ApiAnswer, KubernetesApi } from "../../providers/adapters/kubernetes/connection";

/** One request in the words of RBAC. */
export interface Asked {
  readonly verb: "get" | "list";
  readonly url: string;
  readonly group?: string;
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** `/apis/apps/v1/namespaces/shop/deployments/web`; addresses above a kind are no resources. */
const RESOURCE = /^\/(?:api|apis\/([^/]+))\/v[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/;

function askedBy(path: string): Asked {
  const url = path.replace(/\?.*$/, "");
  const [, group = "", namespace, resource, name] = RESOURCE.exec(url) ?? [];
  if (resource === undefined) return { verb: "get", url };
  return {
    verb: name === undefined ? "list" : "get",
    url,
    group,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

const isUrl = (url: string) => (pattern: string) =>
  pattern.endsWith("*") ? url.startsWith(pattern.slice(0, -1)) : url === pattern;

/** Whether a rule allows a request, as Kubernetes' own RBAC authorizer decides. */
export function allows(rule: AccessRule, { verb, url, group, resource, name }: Asked): boolean {
  if (!rule.verbs.includes(verb)) return false;
  if (resource === undefined) return (rule.nonResourceURLs ?? []).some(isUrl(url));
  const named = rule.resourceNames === undefined || (name !== undefined && rule.resourceNames.includes(name));
  const meant = (rule.resources ?? []).some((it) => it === "*" || it === resource);
  return named && meant && (rule.apiGroups ?? []).includes(group ?? "");
}

interface Guarded {
  readonly api: KubernetesApi;
  readonly asked: readonly Asked[];
}

/** An API server that answers what may be asked, and 403 to everything else. */
export function guardedApi(
  mayAsk: (asked: Asked) => boolean,
  answer: (asked: Asked) => ApiAnswer["body"],
): Guarded {
  const all: Asked[] = [];
  const api: KubernetesApi = async ({ path, method = "GET" }) => {
    const asked = askedBy(path);
    all.push(asked);
    if (method !== "GET" || !mayAsk(asked))
      return { status: 403, body: { message: `${asked.url} is forbidden` } };
    return { status: 200, body: answer(asked) };
  };
  return { api, asked: all };
}
