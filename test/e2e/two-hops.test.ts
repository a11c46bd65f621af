import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { UpgradePlan } from "../../domain/plan";
import { cordonedIn, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { Project } from "./helpers/project";

const BEFORE = "v1.35.4+k3s1";
/** The newest of the minor between. */
const BETWEEN = "v1.36.3+k3s2";
const AFTER = "v1.37.2+k3s1";
const BLOCKED = 8;

const REMOVED = "storage.k8s.io/v1beta1";
/** A kind that Kubernetes 1.37 serves as v1 alone, written as its user wrote it years ago. */
const attributes = (version: string): string =>
  JSON.stringify({
    apiVersion: `storage.k8s.io/${version}`,
    kind: "VolumeAttributesClass",
    metadata: { name: "fast" },
    driverName: "disk.example.com",
    parameters: { iops: "8000" },
  });

/** One story in order: two minors, and between them an API version that goes away. */
describe("a path with two hops and a removed API", () => {
  const project = new Project();
  const onServer = (command: string): Promise<string> =>
    project.must("lab", "ssh", "server-1", "--", command);
  const kubectl = (words: string): Promise<string> => onServer(`k3s kubectl ${words}`);
  const apply = (version: string): Promise<string> =>
    onServer(`echo '${attributes(version)}' | k3s kubectl apply -f -`);
  let before = 0;

  /** As an administrator of k3s switches on what is off by default. */
  async function serveBeta(): Promise<void> {
    const config = join(project.dir, ".lab/default/nodes/server-1/root/etc/rancher/k3s/config.yaml");
    appendFileSync(config, `kube-apiserver-arg:\n  - runtime-config=${REMOVED}=true\n`);
    await onServer("systemctl restart k3s");
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(500)) {
      const { stdout } = await project.run("lab", "ssh", "server-1", "--", "k3s kubectl api-versions");
      if (stdout.split("\n").includes(REMOVED)) return;
    }
    throw new Error(`the API server does not serve ${REMOVED}`);
  }

  beforeAll(async () => {
    await project.must("lab", "up", "--mirror", BETWEEN, AFTER);
    await serveBeta();
    // An agent may start again by itself while its server is away; from here on nothing does that but upgrades.
    await kubectl("wait --for=condition=Ready nodes --all --timeout=60s");
    await apply("v1beta1");
    project.configure(({ versions }) => Object.assign(versions ?? {}, { k3s: AFTER }));
  }, 900_000);
  afterAll(() => project.remove(), 60_000);

  test("the preview shows both hops, and who uses what the second one removes", async () => {
    const plan = await project.json<UpgradePlan>("preview");

    expect(plan.stages.map(({ from, to }) => [from, to])).toEqual([
      [BEFORE, BETWEEN],
      [BETWEEN, AFTER],
    ]);
    expect(plan.removedApis).toMatchObject([
      {
        api: REMOVED,
        kind: "VolumeAttributesClass",
        replacement: "storage.k8s.io/v1 VolumeAttributesClass",
        examples: ["fast"],
      },
    ]);
    const said = plan.findings.find(({ code }) => code === "REMOVED_API");
    expect(said).toMatchObject({
      severity: "warning",
      message: expect.stringContaining("use storage.k8s.io/v1"),
    });
  }, 60_000);

  test("up takes the first hop and stops before the second while the old version is in use", async () => {
    before = startsOf(project, "agent-1").length;
    const { code, stdout, stderr } = await project.run("up", "--yes");

    expect({ code, said: stdout + stderr }).toMatchObject({
      code: BLOCKED,
      said: expect.stringMatching(/REMOVED_API.*VolumeAttributesClass storage\.k8s\.io\/v1beta1.*fast/),
    });
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([BETWEEN, BETWEEN, BETWEEN]);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.unfinished).toBeNull();
  }, 400_000);

  test("once the object is written through the new version, up goes on to the end, and the object is still there", async () => {
    await apply("v1");
    await project.must("up", "--yes");

    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([AFTER, AFTER, AFTER]);
    expect(status.apiServer).toBe(AFTER);
    expect(startsOf(project, "agent-1").slice(before)).toEqual([BETWEEN, AFTER]);
    expect((await kubectl("api-versions")).split("\n")).not.toContain(REMOVED);
    expect(await kubectl("get volumeattributesclass fast -o jsonpath={.parameters.iops}")).toBe("8000");
  }, 400_000);
});
