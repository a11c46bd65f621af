import { cordonedIn, startsOf, statusOf, versionsIn } from "../e2e/helpers/facts";
import { upWith } from "../e2e/helpers/moments";
import { Project } from "../e2e/helpers/project";
import { clearFaults, inject, waitForReady, waitForWorkloads } from "./real-lab";

const REBUILD = "v1.35.4+k3s2";

const DONE = 0;
const BLOCKED = 8;
const RESUMABLE = 75;

interface PlannedNode {
  readonly node: string;
  readonly role: string;
  readonly done: boolean;
}

/** Three servers share an etcd; whatever happens to its members, the update never costs them their quorum. */
describe("an etcd member that is lost", () => {
  const project = new Project();

  /** Servers in the order in which they would be upgraded now: the one whose member leads comes last. */
  const order = async (): Promise<string[]> => {
    const { nodes } = await project.json<{ nodes: PlannedNode[] }>("preview");
    return nodes.filter(({ role, done }) => role === "server" && !done).map(({ node }) => node);
  };

  const bringBack = async (server: string): Promise<void> => {
    await clearFaults(project);
    await project.must("lab", "ssh", server, "--", "systemctl start k3s");
    await waitForReady(project, server);
    await waitForWorkloads(project);
  };

  beforeAll(async () => {
    project.configure(({ policy, versions }) => {
      Object.assign(policy ?? {}, { nodeTimeout: "60s", settleTimeout: "90s" });
      Object.assign(versions ?? {}, { k3s: REBUILD });
    });
    await project.must("lab", "up", "--nodes", "real", "--servers", "3", "--agents", "1");
  }, 400_000);
  afterEach(() => clearFaults(project), 60_000);
  afterAll(() => project.remove(), 90_000);

  test("before the run keeps it from beginning, by name", async () => {
    await inject(project, "kill-etcd", "server-3", { "stays-down": "true" });

    const { code, stdout, stderr } = await project.run("up", "--yes");

    expect(code).toBe(BLOCKED);
    expect(stdout + stderr).toMatch(/SERVICE_UNSTABLE.*server-3/);
    expect(cordonedIn(await statusOf(project))).toEqual([]);
    await bringBack("server-3");
  }, 240_000);

  test("after the first server stops the run before the second: the quorum is kept and the member is named", async () => {
    const [first = "", second = "", third = ""] = await order();

    const { code, stderr } = await upWith(project, [
      { node: first, kind: "uncordon", phase: "result" },
      () => inject(project, "kill-etcd", third, { "stays-down": "true" }),
    ]);

    expect(code).toBe(RESUMABLE);
    expect(stderr).toMatch(new RegExp(`QUORUM_AT_RISK: without ${second} .*${third}`));
    expect(startsOf(project, first).at(-1)).toBe(REBUILD);
    expect(startsOf(project, second)).not.toContain(REBUILD);
    expect(cordonedIn(await statusOf(project))).toEqual([]);
    await bringBack(third);
  }, 300_000);

  test("for some seconds is waited for, and the run ends at the target", async () => {
    const [next = "", last = ""] = await order();

    const { code, stderr } = await upWith(project, [
      { node: next, kind: "cordon", phase: "intent" },
      () => inject(project, "kill-etcd", last),
    ]);

    expect({ code, stderr }).toEqual({ code: DONE, stderr: "" });
    const status = await statusOf(project);
    expect(new Set(versionsIn(status))).toEqual(new Set([REBUILD]));
    expect(cordonedIn(status)).toEqual([]);
  }, 400_000);
});
