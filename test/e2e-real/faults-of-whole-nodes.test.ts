import { join } from "node:path";
import { startsOf } from "../e2e/helpers/facts";
import { upWith } from "../e2e/helpers/moments";
import { BLOCKED, DONE, faultStory, MINOR, MINOR_REBUILD, RESUMABLE } from "./fault-story";
import { clearFaults, inject, waitForReady } from "./real-lab";

describe("faults of whole real nodes: power, network, our own clock", () => {
  const { project, goTo, onMinor, expectAllOpen, expectFinished } = faultStory();

  describe("on the way to a new minor", () => {
    beforeAll(() => goTo(MINOR));

    test("a node that is switched off during its drain is named and opened; the next run refuses to begin", async () => {
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
      await clearFaults(project);
      await waitForReady(project, "agent-1");
      // The rest is about restarts, and two replicas whose volumes lie on one node make a drain a matter of luck.
      onMinor("cordon");
    }, 400_000);

    test("an agent that loses its server's network gets its old file back and is opened", async () => {
      const { code, stderr } = await upWith(project, [
        { node: "agent-1", kind: "swap", phase: "result" },
        () => inject(project, "cut-network", "agent-1", { from: "server-1" }),
      ]);

      expect(code).toBe(RESUMABLE);
      expect(stderr).toMatch(/NODE_LOST: agent-1 did not take .*NODE_TIMEOUT/);
      expect(startsOf(project, "agent-2")).not.toContain(MINOR);
      await expectAllOpen();
      await clearFaults(project);
      await waitForReady(project, "agent-1");
    }, 400_000);

    test("a clock of ours that jumps by hours, forth and back, changes nothing", async () => {
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
          { node: "agent-2", kind: "wait-ready", phase: "intent" },
          () => inject(project, "clock-jump", "", { seconds: back }),
        ],
      );
      await clearFaults(project);
      for (const name of Object.keys(project.extra)) delete project.extra[name];

      expect({ code, stderr }).toEqual({ code: DONE, stderr: "" });
      await expectFinished(MINOR);
    }, 300_000);
  });

  describe("on the way to that minor's rebuild", () => {
    beforeAll(() => goTo(MINOR_REBUILD));

    test("a server that is switched off does not cost an agent its new version, and the run can be resumed", async () => {
      const { code, stderr } = await upWith(project, [
        { node: "agent-1", kind: "restart", phase: "result" },
        () => inject(project, "power-off", "server-1"),
      ]);

      expect(code).toBe(RESUMABLE);
      expect(stderr).toMatch(/API_UNREACHABLE: agent-1 did not come back/);
      await clearFaults(project);
      await waitForReady(project, "server-1");
      await waitForReady(project, "agent-1");
      await project.must("up", "--yes");
      await expectFinished(MINOR_REBUILD);
    }, 400_000);
  });
});
