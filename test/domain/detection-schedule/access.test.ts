import { readCredentials } from "../../../detection/chart-credentials";
import { readClusterView } from "../../../detection/cluster-view";
import {
  type AccessRule,
  type AccessWishes,
  detectionAccess,
} from "../../../domain/detection-schedule/access";
import { REMOVED_APIS } from "../../../domain/removed-apis";
import { openCluster } from "../../../providers/adapters/kubernetes/cluster";
import { type Asked, allows, guardedApi } from "../../helpers/guarded-api";

jest.mock("../../../providers/adapters/kubernetes/connection", () => ({
  connectKubernetes: (api: unknown) => api,
}));

/** Plurals as Kubernetes' own definitions have them. */
const PLURALS: Readonly<Record<string, string>> = {
  ClusterTrustBundle: "clustertrustbundles",
  DeviceClass: "deviceclasses",
  DeviceTaintRule: "devicetaintrules",
  FlowSchema: "flowschemas",
  IPAddress: "ipaddresses",
  LeaseCandidate: "leasecandidates",
  MutatingAdmissionPolicy: "mutatingadmissionpolicies",
  MutatingAdmissionPolicyBinding: "mutatingadmissionpolicybindings",
  PodCertificateRequest: "podcertificaterequests",
  PriorityLevelConfiguration: "prioritylevelconfigurations",
  ResourceClaim: "resourceclaims",
  ResourceClaimTemplate: "resourceclaimtemplates",
  ResourcePoolStatusRequest: "resourcepoolstatusrequests",
  ResourceSlice: "resourceslices",
  ServiceCIDR: "servicecidrs",
  StorageVersionMigration: "storageversionmigrations",
  ValidatingAdmissionPolicy: "validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "validatingadmissionpolicybindings",
  VolumeAttributesClass: "volumeattributesclasses",
};

/** Everything of Flux and Longhorn in two versions, so that all of it is counted. */
const CRDS: readonly (readonly [group: string, kinds: readonly string[]])[] = [
  ["helm.toolkit.fluxcd.io", ["HelmRelease"]],
  ["source.toolkit.fluxcd.io", ["HelmRepository", "OCIRepository", "GitRepository", "HelmChart", "Bucket"]],
  ["kustomize.toolkit.fluxcd.io", ["Kustomization"]],
  ["notification.toolkit.fluxcd.io", ["Alert", "Provider", "Receiver"]],
  ["image.toolkit.fluxcd.io", ["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"]],
  ["longhorn.io", ["Volume", "Setting"]],
];
const pluralOf = (kind: string): string => PLURALS[kind] ?? `${kind.toLowerCase().replace(/y$/, "ie")}s`;

const crd = (group: string, kind: string) => ({
  spec: {
    group,
    names: { kind, plural: pluralOf(kind) },
    versions: ["v1", "v1beta1"].map((name) => ({ name, served: true })),
  },
});

const controller = {
  metadata: { name: "source-controller", namespace: "flux-system" },
  spec: { template: { spec: { containers: [{ image: "ghcr.io/fluxcd/source-controller:v1.7.3" }] } } },
};
const repository = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "HelmRepository",
  metadata: { name: "private", namespace: "apps" },
  spec: { url: "https://charts.example.org", secretRef: { name: "login" } },
};
const login = {
  data: { username: Buffer.from("me").toString("base64"), password: Buffer.from("x").toString("base64") },
};

const ITEMS: Readonly<Record<string, readonly unknown[]>> = {
  "deployments.apps": [controller],
  "helmrepositories.source.toolkit.fluxcd.io": [repository],
  "customresourcedefinitions.apiextensions.k8s.io": CRDS.flatMap(([group, kinds]) =>
    kinds.map((kind) => crd(group, kind)),
  ),
};

function kindsOf(group: string): string[] {
  const removed = REMOVED_APIS.filter((it) => it.group === group).map(({ kind }) => kind);
  return [...removed, ...(CRDS.find(([name]) => name === group)?.[1] ?? [])];
}

/** A cluster of the oldest minor that the rules are for, with everything installed. */
function answer({ url, group = "", resource, name }: Asked): unknown {
  if (url === "/version") return { gitVersion: "v1.31.4+k3s1" };
  if (name !== undefined) return login;
  if (resource !== undefined) return { metadata: {}, items: ITEMS[`${resource}.${group}`] ?? [] };
  const [, , of = "", version] = url.split("/");
  if (version === undefined) return { preferredVersion: { version: "v1" } };
  return { resources: kindsOf(of).map((kind) => ({ name: pluralOf(kind), kind })) };
}

type Rule = readonly [namespace: string | null, rule: AccessRule];

function rulesFor(wishes: AccessWishes): Rule[] {
  const { everywhere, within } = detectionAccess(wishes);
  return [
    ...everywhere.map((rule): Rule => [null, rule]),
    ...within.flatMap(({ namespace, rules }) => rules.map((rule): Rule => [namespace, rule])),
  ];
}

async function look(rules: readonly Rule[]) {
  const mayAsk = (asked: Asked): boolean =>
    rules.some(([where, rule]) => (where === null || where === asked.namespace) && allows(rule, asked));
  const { api, asked } = guardedApi(mayAsk, answer);
  const cluster = openCluster(api as never);
  const { findings, credentials } = await readCredentials(cluster);
  const view = await readClusterView(cluster).catch((error: Error) => error);
  return { view, asked, login: credentials("https://charts.example.org"), credentials: findings };
}

const ALL: AccessWishes = { readSecrets: true, credentials: [] };

const codesIn = ({ view, credentials }: Awaited<ReturnType<typeof look>>): string[] =>
  view instanceof Error ? [view.message] : [...credentials, ...view.findings].map(({ code }) => code);

test("all rules together leave nothing unknown", async () => {
  expect(codesIn(await look(rulesFor(ALL)))).toEqual([]);
});

test("nothing may be done but to look", () => {
  const verbs = rulesFor(ALL).flatMap(([, rule]) => rule.verbs);
  expect([...new Set(verbs)].sort()).toEqual(["get", "list"]);
});

test("no rule gives more than is asked for: each of its resources is read", async () => {
  const { asked } = await look(rulesFor(ALL));
  const unasked = rulesFor(ALL).flatMap(
    ([where, { resources = [], apiGroups = [], nonResourceURLs, verbs }]) => {
      const single = [
        ...apiGroups.flatMap((group) =>
          resources.flatMap((it) =>
            verbs.map((verb) => ({ apiGroups: [group], resources: [it], verbs: [verb] })),
          ),
        ),
        ...(nonResourceURLs ?? []).map((url) => ({ nonResourceURLs: [url], verbs })),
      ];
      return single.filter(
        (rule) => !asked.some((it) => allows(rule, it) && (where === null || where === it.namespace)),
      );
    },
  );

  expect(unasked).toEqual([]);
});

test.each(rulesFor(ALL).map((rule, i) => [JSON.stringify(rule[1].resources ?? "addresses"), i] as const))(
  "without the rule for %s a finding says so",
  async (_title, i) => {
    const seen = await look(rulesFor(ALL).filter((_, at) => at !== i));
    expect(codesIn(seen)).not.toEqual([]);
    expect(JSON.stringify(seen.view instanceof Error ? seen.view.message : seen)).toContain("403");
  },
);

test("without Secrets Helm's own releases and private charts are unknown, and both are said", async () => {
  const seen = await look(rulesFor({ readSecrets: false, credentials: [] }));

  expect(codesIn(seen)).toEqual(["CREDENTIALS_UNREADABLE", "CLUSTER_PART_UNKNOWN"]);
  expect(seen.view).toMatchObject({ findings: [{ subject: "Helm's releases" }] });
});

test("a Secret that is named is read, and no other", async () => {
  const rules = rulesFor({ readSecrets: false, credentials: ["apps/login", "apps/other"] });
  expect((await look(rules)).login).toMatchObject({ kind: "basic", username: "me" });
  expect((await look(rulesFor({ readSecrets: false, credentials: ["web/login"] }))).login).toBeNull();
});
