import "../helpers/without-kubeconfig";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { K3sUpdateArgs } from "../../components/k3s-update";
import { healthyWorld, NEW, OLD } from "../helpers/fake-world";
import { settings } from "../helpers/settings";

interface Declared {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  readonly parent: string;
  readonly dependencies: readonly string[];
}

// Serialising a provider takes a while on a busy machine.
jest.setTimeout(30_000);

const declared: Declared[] = [];

type Request = { getName(): string; getParent(): string; getDependenciesList(): string[] };
const requests = new Map<string, Pick<Declared, "parent" | "dependencies">>();

beforeAll(async () => {
  const register = MockMonitor.prototype.registerResource;
  jest.spyOn(MockMonitor.prototype, "registerResource").mockImplementation(function (
    this: MockMonitor,
    request: Request,
    done,
  ) {
    const place = { parent: request.getParent(), dependencies: request.getDependenciesList() };
    requests.set(request.getName(), place);
    return register.call(this, request, done);
  });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const { parent = "", dependencies = [] } = requests.get(name) ?? {};
        declared.push({ type, name, inputs, parent, dependencies });
        return { id: name, state: { ...inputs, checks: ["all"], observed: {}, backup: null } };
      },
      call: () => ({}),
    },
    "gitops-updates",
    "test",
  );
});

async function declare(args: Partial<K3sUpdateArgs> = {}, name = "k3s"): Promise<Declared[]> {
  declared.length = 0;
  const { K3sUpdate } = await import("../../components/k3s-update.js");
  const component = new K3sUpdate(name, { settings: settings(healthyWorld()), target: NEW, ...args });
  await new Promise((resolve) =>
    pulumi.all([component.observed, component.backup, component.checks, component.urn]).apply(resolve),
  );
  return [...declared];
}

const named = (all: readonly Declared[], name: string): Declared => {
  const found = all.find((it) => it.name === name);
  if (found === undefined) throw new Error(`${name} was not declared`);
  return found;
};

const TYPES = ["Staging", "Backup", "Rollout", "HealthGate"].map(
  (type) => `pulumi-nodejs:dynamic/gitops-updates:${type}`,
);

test("a stage is four resources of ours, named after it, in their order", async () => {
  const all = await declare({}, "prod");

  expect(all.map(({ type, name }) => [type, name])).toEqual([
    ["gitops-updates:component:K3sUpdate", "prod"],
    [TYPES[0], "prod-staging"],
    [TYPES[1], "prod-backup"],
    [TYPES[2], "prod-rollout"],
    [TYPES[3], "prod-health"],
  ]);
});

test("each waits for the one before, and all belong to the component", async () => {
  const [component, staging, backup, rollout, health] = await declare();

  for (const child of [staging, backup, rollout, health]) expect(child?.parent).toMatch(/K3sUpdate::k3s$/);
  expect(component?.parent).not.toMatch(/K3sUpdate/);
  expect(staging?.dependencies).toEqual([]);
  expect(backup?.dependencies).toEqual([expect.stringMatching(/::k3s-staging$/)]);
  expect(rollout?.dependencies).toEqual([expect.stringMatching(/::k3s-backup$/)]);
  expect(health?.dependencies).toEqual([expect.stringMatching(/::k3s-rollout$/)]);
});

test("an upgrade hands over desire alone: no clock and no version that runs", async () => {
  const all = await declare();

  for (const name of ["k3s-staging", "k3s-backup", "k3s-rollout", "k3s-health"]) {
    const { __provider: _, ...inputs } = named(all, name).inputs;
    expect(inputs).toMatchObject({ target: NEW, mode: "upgrade" });
    expect(JSON.stringify(inputs)).not.toContain(OLD);
    expect(inputs).not.toHaveProperty("restore");
  }
});

test("a rollback names its backup to the rollout, and to the gate that removes old ones, alone", async () => {
  const all = await declare({
    mode: "rollback",
    target: OLD,
    goingBack: { restore: "b1", permits: "patch" },
  });

  expect(named(all, "k3s-rollout").inputs).toMatchObject({
    mode: "rollback",
    target: OLD,
    restore: "b1",
    permits: "patch",
  });
  expect(named(all, "k3s-health").inputs).toMatchObject({ restore: "b1" });
  for (const name of ["k3s-staging", "k3s-backup"])
    expect(named(all, name).inputs).not.toHaveProperty("restore");
});

describe("what is written into the state as the provider", () => {
  const text = (all: readonly Declared[], name: string): string => String(named(all, name).inputs.__provider);

  test("is the same for other settings, small, and holds nothing of them", async () => {
    const first = await declare();
    const secret = "canary-4711";
    const other = { ...settings(healthyWorld()), cluster: secret };
    const second = await declare(
      { settings: other, target: OLD, mode: "rollback", goingBack: { restore: secret } },
      secret,
    );

    for (const part of ["staging", "backup", "rollout", "health"]) {
      const one = text(first, `k3s-${part}`);
      expect(text(second, `${secret}-${part}`)).toBe(one);
      expect(Buffer.byteLength(one)).toBeLessThan(4096);
      expect(one).not.toContain(secret);
      expect(one).not.toContain(process.cwd());
    }
  });

  test("loads each resource's own host module", async () => {
    const all = await declare();

    expect(text(all, "k3s-staging")).toContain("staging.js");
    expect(text(all, "k3s-backup")).toContain("backup-resource.js");
    expect(text(all, "k3s-rollout")).toContain("rollout.js");
    expect(text(all, "k3s-health")).toContain("gate.js");
  });
});
