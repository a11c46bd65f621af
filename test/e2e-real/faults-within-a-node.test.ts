import { startsOf } from "../e2e/helpers/facts";
import { upWith } from "../e2e/helpers/moments";
import { BEFORE, BLOCKED, DONE, faultStory, MINOR, REBUILD, RESUMABLE, ROLLED_BACK } from "./fault-story";
import { clearFaults, inject } from "./real-lab";

describe("faults within real nodes: clocks, disks, processes", () => {
  const { project, goTo, onMinor, expectAllOpen, expectFinished } = faultStory();

  describe("on the way to a rebuild", () => {
    beforeAll(() => goTo(REBUILD));

    test("a clock that is off and a disk that is full are refused by name before anything is touched", async () => {
      await inject(project, "clock-jump", "agent-1", { seconds: "3600" });
      await inject(project, "full-disk", "agent-2", { free: "20" });

      const { code, stderr, stdout } = await project.run("up", "--yes");

      expect(code).toBe(BLOCKED);
      expect(stdout + stderr).toMatch(/CLOCK_SKEW.*agent-1.*ahead of this machine's/);
      expect(stdout + stderr).toMatch(/DISK_FULL.*agent-2.*20 MiB are free/);
      await clearFaults(project);
      await expectAllOpen();
    }, 300_000);

    test("a disk that fills up while the file arrives stops the run before any node is touched", async () => {
      const { code, stderr } = await upWith(project, [
        { node: null, kind: "run", phase: "note" },
        () => inject(project, "full-disk", "agent-1", { where: "binary", free: "5" }),
      ]);

      expect(code).toBe(RESUMABLE);
      expect(stderr).toMatch(/STAGE_FAILED: agent-1 .*No space left on device/);
      expect(startsOf(project, "server-1")).toEqual([BEFORE]);
      await clearFaults(project);
      await expectAllOpen();
    }, 300_000);

    test("a kubelet and a containerd that die are waited for", async () => {
      const { code, stderr } = await upWith(
        project,
        [
          { node: "agent-1", kind: "cordon", phase: "intent" },
          () => inject(project, "kill-kubelet", "agent-1"),
        ],
        [
          { node: "agent-2", kind: "recover", phase: "intent" },
          () => inject(project, "kill-containerd", "agent-2"),
        ],
      );

      expect({ code, stderr }).toEqual({ code: DONE, stderr: "" });
      await expectFinished(REBUILD);
    }, 400_000);
  });

  describe("on the way to a new minor", () => {
    beforeAll(() => {
      goTo(MINOR);
      // This is about restarts, and two replicas whose volumes lie on one node make a drain a matter of luck.
      onMinor("cordon");
    });

    test("a disk that is full when k3s unpacks itself costs one node its new version, and no more", async () => {
      const { code, stderr } = await upWith(project, [
        { node: "agent-2", kind: "cordon", phase: "result" },
        () => inject(project, "full-disk", "agent-2", { where: "data" }),
      ]);

      expect(code).toBe(ROLLED_BACK);
      expect(stderr).toMatch(/NODE_ROLLED_BACK: agent-2 .*no space left on device/);
      await expectAllOpen();
      await clearFaults(project);
      await project.must("up", "--yes");
      await expectFinished(MINOR);
    }, 400_000);
  });
});
