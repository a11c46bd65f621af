import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cordonedIn, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { Project } from "./helpers/project";

const BEFORE = "v1.35.4+k3s1";
const AFTER = "v1.36.3+k3s1";

const BLOCKED = 8;
const ROLLED_BACK = 5;
const RESUMABLE = 75;

/** One fault after the other on the same cluster: each must leave it as it was, the last one ends at the target. */
describe("an update that meets trouble", () => {
  const project = new Project();

  const expectUntouched = async (): Promise<void> => {
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([BEFORE, BEFORE, BEFORE]);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.lockedBy).toBeNull();
  };

  beforeAll(async () => {
    project.configure(({ policy }) => {
      Object.assign(policy ?? {}, { nodeTimeout: "90s", settleTimeout: "60s", crashLoopRestarts: 2 });
    });
    await project.must("lab", "up");
  }, 120_000);
  afterAll(() => project.remove(), 60_000);
  afterEach(() => project.run("lab", "fault", "clear", "--all"), 60_000);

  test("a damaged download stops it before any node is touched", async () => {
    await project.must("lab", "fault", "inject", "corrupt-download", AFTER);

    const { code, stderr } = await project.run("up", "--yes");

    expect(stderr).toContain("DOWNLOAD_CORRUPT");
    expect(code).toBe(BLOCKED);
    await expectUntouched();
  }, 120_000);

  test("a node that is not Ready stops it before any node is touched, and is named", async () => {
    await project.must("lab", "fault", "inject", "stopped-node", "agent-2");
    await project.must(
      "lab",
      "ssh",
      "server-1",
      "--",
      "k3s kubectl wait --for=condition=Ready=Unknown node/agent-2 --timeout=60s",
    );

    const { code, stderr, stdout } = await project.run("up", "--yes");

    expect(stderr + stdout).toContain("agent-2");
    expect(code).toBe(BLOCKED);
    await project.must("lab", "fault", "clear", "--all");
    await project.must(
      "lab",
      "ssh",
      "server-1",
      "--",
      "k3s kubectl wait --for=condition=Ready node/agent-2 --timeout=60s",
    );
    await expectUntouched();
  }, 180_000);

  test("a budget that forbids every eviction is named, and the node is opened again", async () => {
    await project.must("lab", "fault", "inject", "pdb-blocks");
    // Short for this drain alone, which never ends: containers of real nodes take their time to stop.
    const stackFile = join(project.dir, "Pulumi.test.yaml");
    const own = readFileSync(stackFile, "utf8");
    project.configure(({ policy }) => Object.assign((policy?.drain as object) ?? {}, { timeout: "8s" }));

    const preview = await project.run("preview");
    const { code, stderr } = await project.run("up", "--yes");
    writeFileSync(stackFile, own);

    expect(preview.stdout).toMatch(/PDB_BLOCKS|blocks/);
    expect([BLOCKED, RESUMABLE]).toContain(code);
    expect(stderr).toMatch(/DRAIN_BLOCKED|PLAN_BLOCKED/);
    await expectUntouched();
  }, 180_000);

  test("a version that crash-loops is taken off the node again, and no other node is touched", async () => {
    await project.must("lab", "fault", "inject", "crash-loop-binary", AFTER);

    const { code, stderr } = await project.run("up", "--yes");

    expect(stderr).toContain("NODE_ROLLED_BACK");
    expect(code).toBe(ROLLED_BACK);
    expect(startsOf(project, "agent-1").every((version) => version === BEFORE)).toBe(true);
    expect(startsOf(project, "agent-2").every((version) => version === BEFORE)).toBe(true);
    await expectUntouched();
  }, 240_000);

  test("dropped SSH connections do not keep it from its end", async () => {
    await project.must("lab", "fault", "inject", "ssh-drop", "agent-1");

    let ended = await project.run("up", "--yes");
    for (let again = 0; again < 3 && ended.code !== 0; again++) ended = await project.run("up", "--yes");

    expect(ended.stderr).toBe("");
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([AFTER, AFTER, AFTER]);
    expect(cordonedIn(status)).toEqual([]);
  }, 400_000);
});
