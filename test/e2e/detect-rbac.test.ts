import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig } from "../../domain/config";
import type { DetectionReport } from "../../domain/detect/report";
import { type DetectionObjects, detectionObjects } from "../../domain/detection-schedule";
import { detectionAccess } from "../../domain/detection-schedule/access";
import { clusterRole } from "../../domain/detection-schedule/rbac";
import { tempFolder } from "../helpers/temp-folder";
import { fluxObjects } from "./helpers/flux-objects";
import { KubeApi, type Manifest } from "./helpers/kube-api";
import { canActAsPod, runAsPod } from "./helpers/pod";
import { Project } from "./helpers/project";

const IMAGE = `registry.example.org/gitops-updates@sha256:${"9f".repeat(32)}`;
const PLENTY_MS = 120_000;

/** The lab's mirror answers for k3s, and 404 for everything else that is asked. */
function sourcesOf(project: Project) {
  const inventory = parse(readFileSync(join(project.dir, ".lab", "default", "inventory.yaml"), "utf8"));
  const nothing = `${new URL(inventory.sources.k3s.channels).origin}/nothing`;
  return {
    ...inventory.sources,
    flux: { releases: nothing, download: nothing },
    longhorn: { releases: nothing, responder: null, manifests: nothing },
  };
}

function scheduleOf(sources: unknown): DetectionObjects {
  const objects = detectionObjects(
    parseConfig({
      cluster: { name: "lab", sources },
      versions: { k3s: "v1.36.3+k3s1" },
      backup: { directory: "b", allowUnencrypted: true },
      detection: { inCluster: { image: IMAGE, schedule: "0 6 1 1 *", credentials: ["apps/login"] } },
    }),
  );
  if (objects === null) throw new Error("no schedule");
  return objects;
}

const everyObject = (objects: DetectionObjects): Manifest[] =>
  [
    objects.namespace,
    objects.serviceAccount,
    objects.clusterRole,
    objects.clusterRoleBinding,
    ...objects.roles.flatMap(({ role, binding }) => [role, binding]),
    objects.configMap,
    objects.claim,
    objects.cronJob,
  ].filter((it) => it !== null);

/** The account of the schedule on a real API server: what it may read is all that detect needs, and all that it may. */
describe("the account that detect has in a cluster", () => {
  const project = new Project();
  let admin: KubeApi;
  let account: KubeApi;
  let token: string;
  let objects: DetectionObjects;

  const withRules = (rules: DetectionObjects["clusterRole"]["rules"]) => admin.replace(clusterRole(rules));
  const partsUnknown = ({ findings }: DetectionReport): string[] =>
    findings
      .filter(({ message }) => message.includes("API_FORBIDDEN"))
      .map(({ code, subject }) => `${code} ${subject}`);
  const versionsIn = ({ components }: DetectionReport): Record<string, string | null> =>
    Object.fromEntries(components.map(({ id, current_version }) => [id, current_version]));
  /** Rights take effect a moment after they are written. */
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((done) => setTimeout(done, 100));
  };

  beforeAll(async () => {
    await project.must("lab", "up");
    admin = KubeApi.from((await project.must("lab", "kubeconfig")).trim());
    const sources = sourcesOf(project);
    for (const it of fluxObjects(`${sources.flux.releases}/charts`)) await admin.create(it);
    objects = scheduleOf(sources);
    for (const it of everyObject(objects)) await admin.create(it);
    token = await admin.tokenOf(objects.serviceAccount.metadata);
    account = admin.as(token);
    const kubeconfig = join(tempFolder(), "kubeconfig");
    account.writeKubeconfig(kubeconfig);
    project.configure((config) => Object.assign(config.cluster ?? {}, { kubeconfig, sources }));
  }, 2 * PLENTY_MS);
  afterAll(() => project.remove(), 60_000);

  test(
    "reads everything but Secrets, and what Helm alone knows is said to be unknown",
    async () => {
      const report = await project.json<DetectionReport>("detect");

      expect(partsUnknown(report)).toEqual(["CLUSTER_PART_UNKNOWN Helm's releases"]);
      expect(report.cluster).toMatchObject({ reached: true, flux_mode: "plain" });
      expect(versionsIn(report)).toEqual({
        k3s: "v1.35.4+k3s1",
        flux: "v2.7.5",
        longhorn: "v1.9.2",
        "helmrelease/apps/web": "1.2.3",
      });
    },
    PLENTY_MS,
  );

  test.each([
    ["create", "pods"],
    ["delete", "pods"],
    ["list", "pods"],
    ["create", "pods/exec"],
    ["get", "pods/log"],
    ["update", "nodes"],
    ["patch", "nodes"],
    ["delete", "nodes"],
    ["get", "secrets"],
    ["list", "secrets"],
    ["watch", "secrets"],
    ["create", "secrets"],
    ["patch", "secrets"],
    ["list", "configmaps"],
    ["update", "configmaps"],
    ["create", "serviceaccounts/token"],
    ["patch", "deployments.apps"],
    ["patch", "helmreleases.helm.toolkit.fluxcd.io"],
    ["delete", "settings.longhorn.io"],
    ["update", "cronjobs.batch"],
    ["create", "clusterrolebindings.rbac.authorization.k8s.io"],
    ["escalate", "clusterroles.rbac.authorization.k8s.io"],
    ["impersonate", "users"],
    ["*", "*.*"],
  ])("may not %s %s", async (verb, resource) => {
    expect(await account.may(verb, resource)).toBe(false);
    expect(await account.may(verb, resource, { namespace: "gitops-updates" })).toBe(false);
  });

  test("may get the one Secret that was named, and no other", async () => {
    expect(await account.may("get", "secrets", { namespace: "apps", name: "login" })).toBe(true);
    expect(await account.may("get", "secrets", { namespace: "apps", name: "other" })).toBe(false);
    expect(await account.may("list", "secrets", { namespace: "apps" })).toBe(false);
  });

  test(
    "with Secrets nothing is unknown",
    async () => {
      await withRules(detectionAccess({ readSecrets: true, credentials: [] }).everywhere);
      await until(() => account.may("list", "secrets"));
      const report = await project.json<DetectionReport>("detect");

      expect(partsUnknown(report)).toEqual([]);
      expect(versionsIn(report)).toMatchObject({ "helm/apps/by-hand": "4.5.6" });
      expect(JSON.stringify(report)).not.toContain("canary");
    },
    PLENTY_MS,
  );

  test(
    "without one rule a finding says so, and the rest is complete",
    async () => {
      const { rules } = objects.clusterRole;
      await withRules(rules.filter(({ apiGroups }) => !apiGroups?.includes("helm.toolkit.fluxcd.io")));
      await until(async () => !(await account.may("list", "helmreleases.helm.toolkit.fluxcd.io")));
      const report = await project.json<DetectionReport>("detect");

      expect(partsUnknown(report).sort()).toEqual([
        "CLUSTER_PART_UNKNOWN API versions in use of HelmRelease.helm.toolkit.fluxcd.io",
        "CLUSTER_PART_UNKNOWN Helm's releases",
        "CLUSTER_PART_UNKNOWN helmreleases.helm.toolkit.fluxcd.io",
      ]);
      expect(versionsIn(report)).toEqual({ k3s: "v1.35.4+k3s1", flux: "v2.7.5", longhorn: "v1.9.2" });
      await withRules(rules);
      await until(() => account.may("list", "helmreleases.helm.toolkit.fluxcd.io"));
    },
    PLENTY_MS,
  );

  test("its pod is admitted where only restricted ones are, and one with more is not", async () => {
    const { metadata, spec } = objects.cronJob.spec.jobTemplate.spec.template;
    const path = "/api/v1/namespaces/gitops-updates/pods?dryRun=All&fieldValidation=Strict";
    const pod = { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name: "look" }, spec };
    const asRoot = { ...spec, securityContext: { ...spec.securityContext, runAsUser: 0 } };

    expect(await admin.send("POST", path, pod)).toMatchObject({ status: 201 });
    expect(await admin.send("POST", path, { ...pod, spec: asRoot })).toMatchObject({ status: 403 });
  });

  (canActAsPod ? test : test.skip)(
    "in a pod the mounted account and configuration are all that it needs",
    async () => {
      const state = tempFolder();
      const { data } = objects.configMap;
      const files = Object.entries(data).map(([name, text]) => [name, text.replaceAll("/state", state)]);
      const [container] = objects.cronJob.spec.jobTemplate.spec.template.spec.containers;
      const pod = { files: Object.fromEntries(files), token, args: container?.args ?? [] };
      const { code, stdout, stderr } = await runAsPod(admin, pod);

      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(stdout).toContain("What to do first");
      const last = JSON.parse(readFileSync(join(state, "detection", "last.json"), "utf8")) as DetectionReport;
      expect(versionsIn(last)).toMatchObject({ k3s: "v1.35.4+k3s1", "helmrelease/apps/web": "1.2.3" });
      expect(partsUnknown(last)).toEqual(["CLUSTER_PART_UNKNOWN Helm's releases"]);
    },
    PLENTY_MS,
  );
});
