import "../helpers/without-kubeconfig";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { config } from "../domain/fixtures";
import { healthyWorld } from "../helpers/fake-world";
import { settings } from "../helpers/settings";

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly parent: string;
  readonly dependencies: readonly string[];
}

// The plugin's library has thousands of files.
jest.setTimeout(120_000);

const IMAGE = `registry.example.org/gitops-updates@sha256:${"9f".repeat(32)}`;
const declared: Declared[] = [];

/** Stands for what is changed in the cluster. */
class Before extends pulumi.CustomResource {}

type Request = { getName(): string; getParent(): string; getDependenciesList(): string[] };
const requests = new Map<string, Pick<Declared, "parent" | "dependencies">>();

beforeAll(async () => {
  const register = MockMonitor.prototype.registerResource;
  jest.spyOn(MockMonitor.prototype, "registerResource").mockImplementation(function (
    this: MockMonitor,
    request: Request,
    done,
  ) {
    requests.set(request.getName(), {
      parent: request.getParent(),
      dependencies: request.getDependenciesList(),
    });
    return register.call(this, request, done);
  });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const { parent = "", dependencies = [] } = requests.get(name) ?? {};
        declared.push({ type, name, inputs, parent, dependencies });
        return { id: name, state: inputs };
      },
      call: () => ({}),
    },
    "gitops-updates",
    "test",
  );
});

/** Declares what a configuration asks for, after something else. */
async function declare(detection: Record<string, unknown>): Promise<Declared[]> {
  declared.length = 0;
  const { declareDetectionSchedule } = await import("../../components/detection-schedule.js");
  const before = new Before("test:index:Before", "before", {});
  const kubernetes = { kubeconfig: "/kube/config", context: "home" };
  const resolved = { config: config({ detection }), settings: { ...settings(healthyWorld()), kubernetes } };
  declareDetectionSchedule(resolved, before);
  await new Promise((resolve) => before.urn.apply(resolve));
  await pulumi.runtime.disconnect();
  return [...declared].filter(({ name }) => name !== "before");
}

const isPluginLoaded = (): boolean =>
  Object.keys(require.cache).some((file) => file.includes("@pulumi/kubernetes"));

const named = (all: readonly Declared[], name: string): Declared => {
  const found = all.find((it) => it.name === name);
  if (found === undefined) throw new Error(`${name} was not declared`);
  return found;
};

test("nothing is declared, and no plugin is loaded, unless it is asked for", async () => {
  expect(await declare({})).toEqual([]);
  expect(isPluginLoaded()).toBe(false);
});

test("a schedule is these objects, all of them below the component", async () => {
  const all = await declare({ inCluster: { image: IMAGE, credentials: ["flux-system/login"] } });

  expect(all.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
    "gitops-updates:component:DetectionSchedule detection",
    "kubernetes:batch/v1:CronJob detection-cron-job",
    "kubernetes:core/v1:ConfigMap detection-config",
    "kubernetes:core/v1:Namespace detection-namespace",
    "kubernetes:core/v1:PersistentVolumeClaim detection-state",
    "kubernetes:core/v1:ServiceAccount detection-account",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole detection-role",
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding detection-binding",
    "kubernetes:rbac.authorization.k8s.io/v1:Role detection-role-flux-system",
    "kubernetes:rbac.authorization.k8s.io/v1:Role detection-role-kube-node-lease",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding detection-binding-flux-system",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding detection-binding-kube-node-lease",
    "pulumi:providers:kubernetes detection-cluster",
  ]);
  expect(isPluginLoaded()).toBe(true);
  for (const { name, parent } of all.filter(({ name }) => name !== "detection"))
    expect(`${name} ${parent}`).toMatch(/DetectionSchedule::detection$/);
});

test("the namespace comes first and the CronJob last, all after what is changed in the cluster", async () => {
  const all = await declare({ inCluster: { image: IMAGE } });
  const needs = (name: string): string => named(all, name).dependencies.join(" ");

  expect(needs("detection-namespace")).toMatch(/::before$/);
  expect(needs("detection-account")).toMatch(/::detection-namespace/);
  expect(needs("detection-cron-job")).toMatch(/::detection-role.*::detection-config.*::detection-state/s);
});

test("the plugin talks to the cluster of the configuration, and leaves one alone that is away", async () => {
  const { inputs } = named(await declare({ inCluster: { image: IMAGE } }), "detection-cluster");
  expect(inputs).toMatchObject({
    kubeconfig: "/kube/config",
    context: "home",
    skipUpdateUnreachable: "true",
  });
});

test("a namespace of the user's own is not declared", async () => {
  const all = await declare({ inCluster: { image: IMAGE, namespace: "ops", createNamespace: false } });

  expect(all.map(({ name }) => name)).not.toContain("detection-namespace");
  expect(named(all, "detection-cron-job").inputs).toMatchObject({ metadata: { namespace: "ops" } });
});
