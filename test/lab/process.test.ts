import { spawn } from "node:child_process";
import { once } from "node:events";
import { isRunning, recordOf } from "../../lab/process/process-record";
import { stopProcess } from "../../lab/process/stop-process";
import { labMark, sweepAll, sweepOrphans } from "../../lab/process/sweep";

jest.setTimeout(30_000);

function sleeper(environment: Record<string, string> = {}) {
  return spawn("sleep", ["60"], { env: { ...process.env, ...environment }, stdio: "ignore" });
}

describe("a recorded process", () => {
  it("is not confused with a later one of the same id", () => {
    const mine = recordOf(process.pid);

    expect(isRunning(mine)).toBe(true);
    expect(isRunning({ pid: process.pid, startTime: "1" })).toBe(false);
  });

  it("is stopped, by force if need be", async () => {
    const stubborn = spawn("sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
    await once(stubborn.stdout, "data");
    await stopProcess(recordOf(stubborn.pid ?? 0), 200);

    expect(stubborn.signalCode ?? (await once(stubborn, "exit"))[1]).toBe("SIGKILL");
  });
});

// Only Linux tells of other processes' environment.
const onLinux = process.platform === "linux" ? describe : describe.skip;

onLinux("the sweep", () => {
  const labDir = `/no/such/lab/${process.pid}`;

  it("ends what a killed daemon left, and nothing else", async () => {
    const daemon = sleeper();
    await once(daemon, "spawn");
    const orphan = sleeper(labMark(labDir, daemon.pid));
    const kept = sleeper(labMark(labDir, process.pid));
    const stranger = sleeper(labMark(`${labDir}-2`, daemon.pid));
    daemon.kill("SIGKILL");
    await once(daemon, "exit");

    const ended = await sweepOrphans(labDir);

    expect(ended).toBe(1);
    expect([orphan, kept, stranger].map(({ pid }) => recordOf(pid ?? 0) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
    expect(await sweepAll(labDir)).toBe(1);
    stranger.kill();
  });
});
