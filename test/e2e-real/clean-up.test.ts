import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodePaths } from "../../lab/node/node-paths";
import { type LabPaths, labPaths } from "../../lab/paths";
import { readRecord } from "../../lab/process/process-record";
import { prefixOf } from "../../lab/real/network";
import { Project } from "../e2e/helpers/project";

interface LabStatus {
  readonly state: string;
  readonly nodes: readonly { readonly name: string; readonly kubernetes?: { readonly ready: boolean } }[];
}

/** Everything on this machine that bears the lab's name. */
function traces(lab: LabPaths): Record<string, string[]> {
  const lines = (file: string, ...args: string[]) =>
    execFileSync(file, args, { encoding: "utf8" }).split("\n");
  const prefix = prefixOf(lab);
  const cgroups = readdirSync("/sys/fs/cgroup").map((name) => join("/sys/fs/cgroup", name, prefix));
  return {
    processes: lines("ps", "-eo", "args").filter((line) => line.includes(lab.dir) && !line.startsWith("ps ")),
    namespaces: lines("ip", "netns", "list").filter((line) => line.startsWith(prefix)),
    devices: lines("ip", "-brief", "link").filter((line) => line.startsWith(prefix)),
    mounts: readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .filter((line) => line.includes(lab.dir)),
    cgroups: [...cgroups, join("/sys/fs/cgroup", prefix)].filter(existsSync),
  };
}

const NOTHING = { processes: [], namespaces: [], devices: [], mounts: [], cgroups: [] };

/** Never process 0, which stands for whoever runs this test. */
function kill(recordFile: string): void {
  const record = readRecord(recordFile);
  if (record === undefined) throw new Error(`nobody runs by ${recordFile}`);
  process.kill(record.pid, "SIGKILL");
}

describe("labs with real nodes", () => {
  const project = new Project();
  const one = labPaths("default", project.dir);
  const two = labPaths("two", project.dir);
  const isReady = async (name: string): Promise<boolean> => {
    const { state, nodes } = await project.json<LabStatus>("lab", "status", "--name", name);
    return state === "running" && nodes.every(({ kubernetes }) => kubernetes?.ready === true);
  };

  afterAll(async () => {
    await project.run("lab", "down", "--name", "two", "--remove");
    await project.remove();
  }, 60_000);

  test("run beside each other", async () => {
    await project.must("lab", "up", "--agents", "1");
    await project.must("lab", "up", "--agents", "1", "--name", "two");

    expect(await isReady("default")).toBe(true);
    expect(await isReady("two")).toBe(true);
  }, 400_000);

  test("come up again after all of their processes were killed", async () => {
    for (const node of ["server-1", "agent-1"]) {
      kill(nodePaths(one, node).daemonRecordFile);
    }
    kill(one.mirrorRecordFile);

    await project.must("lab", "up");

    expect(await isReady("default")).toBe(true);
  }, 300_000);

  test("leave nothing behind, and nothing of the other one is touched", async () => {
    await project.must("lab", "down");

    expect(traces(one)).toEqual(NOTHING);
    expect(await isReady("two")).toBe(true);

    await project.must("lab", "down", "--name", "two", "--remove");
    expect(traces(two)).toEqual(NOTHING);
  }, 120_000);

  // The API server of a lab that was down still tells of pods as they were; whoever believes it validates too early.
  test("are whole when they say that they have come up again", async () => {
    await project.must("lab", "up");

    await project.must("validate");
  }, 300_000);

  test("leave nothing behind either when they were killed first", async () => {
    for (const node of ["server-1", "agent-1"]) {
      kill(nodePaths(one, node).daemonRecordFile);
    }

    await project.must("lab", "down", "--remove");

    expect(traces(one)).toEqual(NOTHING);
  }, 300_000);
});
