import { join } from "node:path";
import { cordonedIn, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { upWith } from "./helpers/moments";
import { Project } from "./helpers/project";
import { clearFaults, inject, readyWorkloads, waitForReady, whyNotReal } from "./helpers/real-lab";

const BEFORE = "v1.35.4+k3s1";
const REBUILD = "v1.35.4+k3s2";
const MINOR = "v1.36.3+k3s1";
const MINOR_REBUILD = "v1.36.3+k3s2";

const DONE = 0;
const BLOCKED = 8;
const ROLLED_BACK = 5;
const RESUMABLE = 75;

/** One story on one lab: every fault strikes in the middle of an upgrade, and the next run goes on from there. */
describe("faults of real nodes", () => {
  const project = new Project();
  let impossible: string | undefined;
  let workloads: Record<string, number> = {};

  const clear = () => clearFaults(project);
  const goTo = (k3s: string): void =>
    project.configure(({ versions }) => Object.assign(versions ?? {}, { k3s }));

  /** A test that is skipped with its reason where nodes cannot be real. */
  const onRealNodes = (title: string, tell: () => Promise<void>, timeoutMs: number): void =>
    test(
      title,
      async () => {
        if (impossible === undefined) await tell();
        else console.warn(`skipped, nodes cannot be real here: ${impossible}`);
      },
      timeoutMs,
    );

  const expectAllOpen = async (): Promise<void> => {
    const status = await statusOf(project);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.lockedBy).toBeNull();
  };

  const expectFinished = async (version: string): Promise<void> => {
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([version, version, version]);
    expect(status.unfinished).toBeNull();
    await expectAllOpen();
    expect(await readyWorkloads(project)).toEqual(workloads);
  };

  beforeAll(async () => {
    impossible = await whyNotReal();
    if (impossible !== undefined) return;
    project.configure(({ policy }) => {
      Object.assign(policy ?? {}, { nodeTimeout: "75s", settleTimeout: "90s" });
      Object.assign((policy?.drain as object) ?? {}, { timeout: "60s" });
    });
    await project.must("lab", "up", "--nodes", "real");
    workloads = await readyWorkloads(project);
  }, 300_000);
  afterAll(() => project.remove(), 60_000);

  describe("on the way to a rebuild", () => {
    beforeAll(() => goTo(REBUILD));

    onRealNodes(
      "a clock that is off and a disk that is full are refused by name before anything is touched",
      async () => {
        await inject(project, "clock-jump", "agent-1", { seconds: "3600" });
        await inject(project, "full-disk", "agent-2", { free: "20" });

        const { code, stderr, stdout } = await project.run("up", "--yes");

        expect(code).toBe(BLOCKED);
        expect(stdout + stderr).toMatch(/CLOCK_SKEW.*agent-1.*ahead of this machine's/);
        expect(stdout + stderr).toMatch(/DISK_FULL.*agent-2.*20 MiB are free/);
        await clear();
        await expectAllOpen();
      },
      180_000,
    );

    onRealNodes(
      "a disk that fills up while the file arrives stops the run before any node is touched",
      async () => {
        const { code, stderr } = await upWith(project, [
          { node: null, kind: "run", phase: "note" },
          () => inject(project, "full-disk", "agent-1", { where: "binary", free: "5" }),
        ]);

        expect(code).toBe(RESUMABLE);
        expect(stderr).toMatch(/STAGE_FAILED: agent-1 .*No space left on device/);
        expect(startsOf(project, "server-1")).toEqual([BEFORE]);
        await clear();
        await expectAllOpen();
      },
      180_000,
    );

    onRealNodes(
      "a kubelet and a containerd that die are waited for",
      async () => {
        const { code, stderr } = await upWith(
          project,
          [
            { node: "agent-1", kind: "cordon", phase: "intent" },
            () => inject(project, "kill-kubelet", "agent-1"),
          ],
          [
            { node: "agent-2", kind: "restart", phase: "result" },
            () => inject(project, "kill-containerd", "agent-2"),
          ],
        );

        expect({ code, stderr }).toEqual({ code: DONE, stderr: "" });
        await expectFinished(REBUILD);
      },
      240_000,
    );
  });

  describe("on the way to a new minor", () => {
    beforeAll(() => goTo(MINOR));

    onRealNodes(
      "a node that is switched off during its drain is named and opened; the next run refuses to begin",
      async () => {
        const { code, stderr } = await upWith(project, [
          { node: "agent-1", kind: "drain", phase: "intent" },
          () => inject(project, "power-off", "agent-1"),
        ]);
        const again = await project.run("up", "--yes");

        expect(code).toBe(RESUMABLE);
        expect(stderr).toMatch(/DRAIN_BLOCKED: agent-1 .*not Ready/);
        expect(again.code).toBe(BLOCKED);
        expect(again.stdout + again.stderr).toMatch(/NODE_NOT_READY.*agent-1/);
        await expectAllOpen();
        await clear();
        await waitForReady(project, "agent-1");
      },
      300_000,
    );

    onRealNodes(
      "an agent that loses its server's network gets its old file back and is opened",
      async () => {
        const { code, stderr } = await upWith(project, [
          { node: "agent-1", kind: "swap", phase: "result" },
          () => inject(project, "cut-network", "agent-1", { from: "server-1" }),
        ]);

        expect(code).toBe(RESUMABLE);
        expect(stderr).toMatch(/NODE_LOST: agent-1 did not take .*NODE_TIMEOUT/);
        expect(startsOf(project, "agent-2")).toEqual([BEFORE, REBUILD, REBUILD]);
        await expectAllOpen();
        await clear();
        await waitForReady(project, "agent-1");
      },
      400_000,
    );

    onRealNodes(
      "a clock of ours that jumps by hours, forth and back, changes nothing",
      async () => {
        const [forth, back] = ["7200", "-7200"] as const;
        const readsFaults = join(project.dir, ".lab", "default", "faults.json");
        const preload = `--require ${join(process.cwd(), "lab", "assets", "jumped-clock.cjs")}`;
        Object.assign(project.extra, { NODE_OPTIONS: preload, GITOPS_UPDATES_LAB_FAULTS: readsFaults });

        const { code, stderr } = await upWith(
          project,
          [
            { node: "agent-1", kind: "restart", phase: "intent" },
            () => inject(project, "clock-jump", "", { seconds: forth }),
          ],
          [
            { node: "agent-2", kind: "drain", phase: "intent" },
            () => inject(project, "clock-jump", "", { seconds: back }),
          ],
        );
        await clear();
        for (const name of Object.keys(project.extra)) delete project.extra[name];

        expect({ code, stderr }).toEqual({ code: DONE, stderr: "" });
        await expectFinished(MINOR);
      },
      300_000,
    );
  });

  describe("on the way to that minor's rebuild", () => {
    beforeAll(() => goTo(MINOR_REBUILD));

    onRealNodes(
      "a server that is switched off does not cost an agent its new version, and the run can be resumed",
      async () => {
        const { code, stderr } = await upWith(project, [
          { node: "agent-1", kind: "restart", phase: "result" },
          () => inject(project, "power-off", "server-1"),
        ]);

        expect(code).toBe(RESUMABLE);
        expect(stderr).toMatch(/API_UNREACHABLE: agent-1 did not come back/);
        await clear();
        await waitForReady(project, "server-1");
        await waitForReady(project, "agent-1");
      },
      300_000,
    );

    onRealNodes(
      "a disk that is full when k3s unpacks itself costs one node its new version, and no more",
      async () => {
        const { code, stderr } = await upWith(project, [
          { node: "agent-2", kind: "cordon", phase: "result" },
          () => inject(project, "full-disk", "agent-2", { where: "data" }),
        ]);

        expect(code).toBe(ROLLED_BACK);
        expect(stderr).toMatch(/NODE_ROLLED_BACK: agent-2 .*no space left on device/);
        await expectAllOpen();
        await clear();
        await project.must("up", "--yes");
        await expectFinished(MINOR_REBUILD);
      },
      400_000,
    );
  });
});
