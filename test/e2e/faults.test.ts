import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UpgradePlan } from "../../domain/plan";
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

  test("a budget that takes a pod for one on its way out is a warning of the preview, which says how long", async () => {
    const kubectl = (words: string) =>
      project.must("lab", "ssh", "server-1", "--", `k3s kubectl -n shop ${words}`);
    const budgets = await kubectl("get pdb -o jsonpath='{.items[*].metadata.name}'");
    const app = budgets.split(" ").includes("orders-db") ? "orders-db" : "web";
    const pod = await kubectl(`get pods -l app=${app} -o jsonpath='{.items[0].metadata.name}'`);
    /** As the eviction API notes it; the disruption controller then counts. */
    const note = async (disruptedPods: object | null, allowed: number): Promise<void> => {
      const patch = JSON.stringify({ status: { disruptedPods } });
      await kubectl(`patch pdb ${app} --subresource=status --type=merge -p '${patch}'`);
      await kubectl(`wait pdb ${app} --for=jsonpath='{.status.disruptionsAllowed}'=${allowed} --timeout=30s`);
    };

    await note({ [pod]: new Date().toISOString() }, 0);
    const { findings } = await project.json<UpgradePlan>("preview");
    await note(null, 1);

    const said = findings.filter(({ code }) => code === "BUDGET_BLOCKS");
    expect(said.length).toBeGreaterThan(0);
    for (const { severity, subject, message } of said) {
      expect({ severity, subject }).toEqual({ severity: "warning", subject: `pdb shop/${app}` });
      expect(message).toContain(`; ${pod} counts as on the way out for up to 2 minutes`);
    }
  }, 120_000);

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
