import { cordonedIn, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { upWith } from "./helpers/moments";
import { Project } from "./helpers/project";
import { clearFaults, inject, waitForReady, whyNotReal } from "./helpers/real-lab";

const BEFORE = "v1.35.4+k3s1";
const REBUILD = "v1.35.4+k3s2";

const DONE = 0;
const BLOCKED = 8;
const RESUMABLE = 75;

/** Three servers share an etcd; whatever happens to its members, the update never costs them their quorum. */
describe("an etcd member that is lost", () => {
  const project = new Project();
  let impossible: string | undefined;
  /** Servers in the order in which they are upgraded. */
  let order: readonly string[] = [];

  const onRealNodes = (title: string, tell: () => Promise<void>, timeoutMs: number): void =>
    test(
      title,
      async () => {
        if (impossible === undefined) await tell();
        else console.warn(`skipped, nodes cannot be real here: ${impossible}`);
      },
      timeoutMs,
    );

  const bringBack = async (server: string): Promise<void> => {
    await clearFaults(project);
    await project.must("lab", "ssh", server, "--", "systemctl start k3s");
    await waitForReady(project, server);
  };

  beforeAll(async () => {
    impossible = await whyNotReal();
    if (impossible !== undefined) return;
    project.configure(({ policy, versions }) => {
      Object.assign(policy ?? {}, { nodeTimeout: "60s", settleTimeout: "90s" });
      Object.assign(versions ?? {}, { k3s: REBUILD });
    });
    await project.must("lab", "up", "--nodes", "real", "--servers", "3", "--agents", "1");
    const { nodes } = await project.json<{ nodes: { node: string; role: string }[] }>("preview");
    order = nodes.filter(({ role }) => role === "server").map(({ node }) => node);
  }, 400_000);
  afterAll(() => project.remove(), 90_000);

  onRealNodes(
    "before the run keeps it from beginning, by name",
    async () => {
      await inject(project, "kill-etcd", "server-3", { "stays-down": "true" });

      const { code, stdout, stderr } = await project.run("up", "--yes");

      expect(code).toBe(BLOCKED);
      expect(stdout + stderr).toMatch(/SERVICE_UNSTABLE.*server-3/);
      expect(cordonedIn(await statusOf(project))).toEqual([]);
      await bringBack("server-3");
    },
    240_000,
  );

  onRealNodes(
    "after the first server stops the run before the second: the quorum is kept and the member is named",
    async () => {
      const [first = "", second = "", third = ""] = order;

      const { code, stderr } = await upWith(project, [
        { node: first, kind: "uncordon", phase: "result" },
        () => inject(project, "kill-etcd", third, { "stays-down": "true" }),
      ]);

      expect(code).toBe(RESUMABLE);
      expect(stderr).toMatch(new RegExp(`QUORUM_AT_RISK: without ${second} .*${third}`));
      expect(startsOf(project, first)).toEqual([BEFORE, REBUILD]);
      expect(startsOf(project, second)).toEqual([BEFORE]);
      expect(cordonedIn(await statusOf(project))).toEqual([]);
      await bringBack(third);
    },
    300_000,
  );

  onRealNodes(
    "for some seconds is waited for, and the run ends at the target",
    async () => {
      const [first = "", second = ""] = order;

      const { code, stderr } = await upWith(project, [
        { node: second, kind: "cordon", phase: "intent" },
        () => inject(project, "kill-etcd", first),
      ]);

      expect({ code, stderr }).toEqual({ code: DONE, stderr: "" });
      const status = await statusOf(project);
      expect(new Set(versionsIn(status))).toEqual(new Set([REBUILD]));
      expect(cordonedIn(status)).toEqual([]);
    },
    400_000,
  );
});
