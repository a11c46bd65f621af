import { REMOVED_APIS } from "../removed-apis";

/** A rule as `rbac.authorization.k8s.io/v1` has it. */
export interface AccessRule {
  readonly apiGroups?: string[];
  readonly resources?: string[];
  readonly resourceNames?: string[];
  readonly nonResourceURLs?: string[];
  readonly verbs: string[];
}

/** Rules for the whole cluster, and those for one namespace. */
export interface Access {
  readonly everywhere: AccessRule[];
  readonly within: { readonly namespace: string; readonly rules: AccessRule[] }[];
}

export interface AccessWishes {
  /** Every Secret may be read; a rule cannot tell Helm's from others. */
  readonly readSecrets: boolean;
  /** Single Secrets as `namespace/name`, for charts from private sources. */
  readonly credentials: readonly string[];
}

const list = (group: string, ...resources: string[]): AccessRule => ({
  apiGroups: [group],
  resources,
  verbs: ["list"],
});

/**
 * What runs, where charts come from, how Flux and Longhorn were installed, and the kinds of Flux and Longhorn, whose
 * objects are counted by their API version. Longhorn's kinds differ from release to release, so none is named.
 */
const WHAT_RUNS: readonly AccessRule[] = [
  { nonResourceURLs: ["/version", "/apis/*"], verbs: ["get"] },
  list("", "nodes"),
  list("apps", "deployments"),
  list("helm.toolkit.fluxcd.io", "helmreleases"),
  list(
    "source.toolkit.fluxcd.io",
    "helmrepositories",
    "ocirepositories",
    "gitrepositories",
    "helmcharts",
    "buckets",
  ),
  list("kustomize.toolkit.fluxcd.io", "kustomizations"),
  list("notification.toolkit.fluxcd.io", "alerts", "providers", "receivers"),
  list("image.toolkit.fluxcd.io", "imagerepositories", "imagepolicies", "imageupdateautomations"),
  list("helm.cattle.io", "helmcharts"),
  list("fluxcd.controlplane.io", "fluxinstances"),
  list("longhorn.io", "*"),
  list("apiextensions.k8s.io", "customresourcedefinitions"),
];

/** Clusters from this minor on need nothing more; an older one may, and names it in a finding. */
const OLDEST_MINOR = 31;

/** `StorageClass` -> `storageclasses`, `NetworkPolicy` -> `networkpolicies`. */
const pluralOf = (kind: string): string =>
  kind
    .toLowerCase()
    .replace(/y$/, "ie")
    .replace(/(?<=s|x|ch)$/, "e")
    .concat("s");

/** Objects whose API version goes away are counted. */
function removedKinds(): AccessRule[] {
  const toGo = REMOVED_APIS.filter(({ removedIn }) => Number(removedIn.split(".")[1]) > OLDEST_MINOR);
  const groups = Map.groupBy(toGo, ({ group }) => group);
  return [...groups]
    .map(([group, kinds]) => list(group, ...new Set(kinds.map(({ kind }) => pluralOf(kind)).sort())))
    .sort((a, b) => ((a.apiGroups?.[0] ?? "") < (b.apiGroups?.[0] ?? "") ? -1 : 1));
}

const secrets = (resourceNames?: string[]): AccessRule => ({
  apiGroups: [""],
  resources: ["secrets"],
  ...(resourceNames === undefined ? { verbs: ["get", "list"] } : { resourceNames, verbs: ["get"] }),
});

const HEARTBEATS = { namespace: "kube-node-lease", rules: [list("coordination.k8s.io", "leases")] };

function namedSecrets(credentials: readonly string[]): Access["within"] {
  const named = credentials.map((it) => it.split("/") as [namespace: string, name: string]);
  return [...Map.groupBy(named, ([namespace]) => namespace)].map(([namespace, all]) => ({
    namespace,
    rules: [secrets(all.map(([, name]) => name))],
  }));
}

/** Everything that `detect` asks of the API server, and nothing else; it only ever looks. */
export function detectionAccess({ readSecrets, credentials }: AccessWishes): Access {
  return {
    everywhere: [...WHAT_RUNS, ...removedKinds(), ...(readSecrets ? [secrets()] : [])],
    within: [HEARTBEATS, ...(readSecrets ? [] : namedSecrets(credentials))],
  };
}
