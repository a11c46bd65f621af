import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeDaemon } from "../../lab/node/daemon";
import type { NodePaths } from "../../lab/node/node-paths";
import { readServiceEvents } from "../../lab/node/service-events";
import { eventually, fakeK3s, makeTestLab, type TestLab } from "./test-lab";

jest.setTimeout(30_000);

let test: TestLab;
let daemon: NodeDaemon;
let node: NodePaths;

beforeAll(async () => {
  test = await makeTestLab();
  node = test.node("agent-1");
  daemon = await test.boot("agent-1");
  await eventually(() => daemon.manager.find("k3s-agent")?.state.active === "active");
});

afterAll(() => test.remove());

/** Runs the node's own systemctl or journalctl, as a command over SSH would. */
async function tool(name: string, ...args: string[]) {
  return test.run(join(node.shimDir, name), args);
}

/** Adds a line to the service's environment file; the answer takes it away again. */
function changeEnvironment(line: string): () => void {
  const file = join(node.systemdDir, "k3s-agent.service.env");
  const before = readFileSync(file, "utf8");
  writeFileSync(file, `${before}${line}\n`);
  return () => writeFileSync(file, before);
}

async function show(...properties: string[]): Promise<string[]> {
  const { stdout } = await tool(
    "systemctl",
    "show",
    "k3s-agent",
    `--property=${properties.join(",")}`,
    "--value",
  );
  return stdout.trimEnd().split("\n");
}

describe("systemctl", () => {
  it("shows where everything is, so that nobody has to guess", async () => {
    const asked = "--property=LoadState,FragmentPath,ExecStart,EnvironmentFiles";
    const { stdout } = await tool("systemctl", "show", "k3s-agent", asked);

    const unit = join(node.systemdDir, "k3s-agent.service");
    expect(stdout).toContain(`LoadState=loaded\nFragmentPath=${unit}\n`);
    expect(stdout).toContain(`argv[]=${node.binary} agent --config ${node.configFile} ; ignore_errors=no`);
    expect(stdout).toContain(`EnvironmentFiles=${unit}.env (ignore_errors=yes)\n`);
  });

  it("tells the time of the last start as asked", async () => {
    const unix = await tool(
      "systemctl",
      "show",
      "k3s-agent",
      "-p",
      "ActiveEnterTimestamp",
      "--timestamp=unix",
    );
    const pretty = await tool(
      "systemctl",
      "show",
      "k3s-agent",
      "--property",
      "ActiveEnterTimestamp",
      "--value",
    );

    expect(unix.stdout).toMatch(/^ActiveEnterTimestamp=@\d{10}\n$/);
    expect(pretty.stdout).toMatch(/^\w{3} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n$/);
  });

  it("says that a unit does not exist", async () => {
    const shown = await tool("systemctl", "show", "k3s", "--property=LoadState,ActiveState");
    const started = await tool("systemctl", "start", "k3s");

    expect(shown).toMatchObject({ stdout: "LoadState=not-found\nActiveState=inactive\n", code: 0 });
    expect(started).toMatchObject({ stderr: "Unit k3s.service could not be found.\n", code: 5 });
  });

  it("prints the unit with its path", async () => {
    const { stdout } = await tool("systemctl", "cat", "k3s-agent");

    expect(stdout).toContain(`# ${join(node.systemdDir, "k3s-agent.service")}\n[Unit]\n`);
  });

  it("refuses what it does not know", async () => {
    expect((await tool("systemctl", "edit", "k3s-agent")).code).toBe(1);
  });

  it("knows what starts with the node", async () => {
    await tool("systemctl", "disable", "k3s-agent");
    const disabled = await tool("systemctl", "is-enabled", "k3s-agent");
    await tool("systemctl", "enable", "k3s-agent");
    const enabled = await tool("systemctl", "is-enabled", "k3s-agent");

    expect([disabled.stdout, disabled.code, enabled.stdout, enabled.code]).toEqual([
      "disabled\n",
      1,
      "enabled\n",
      0,
    ]);
  });
});

describe("a service", () => {
  it("stops, and says so, until it is started again", async () => {
    await tool("systemctl", "stop", "k3s-agent");
    const stopped = await show("ActiveState", "SubState", "MainPID");
    const inactive = await tool("systemctl", "is-active", "k3s-agent");
    const started = await tool("systemctl", "start", "k3s-agent");

    expect(stopped).toEqual(["inactive", "dead", "0"]);
    expect(inactive).toMatchObject({ stdout: "inactive\n", code: 3 });
    expect(started.code).toBe(0);
    expect(await show("ActiveState", "SubState")).toEqual(["active", "running"]);
  });

  it("gets a new process by a restart, which --no-block does not wait for", async () => {
    const restore = changeEnvironment("START_DELAY=3");
    const [before] = await show("MainPID");
    await tool("systemctl", "restart", "--no-block", "k3s-agent");
    const [, sub] = await show("ActiveState", "SubState");
    restore();
    await eventually(async () => (await show("ActiveState"))[0] === "active");
    const [after] = await show("MainPID");

    expect(sub).not.toBe("running");
    expect(after).not.toBe(before);
  });

  it("honours its environment file and keeps a journal", async () => {
    const token = /K3S_TOKEN=(\w+)/.exec(
      readFileSync(join(node.systemdDir, "k3s-agent.service.env"), "utf8"),
    )?.[1];
    const cat = await tool("journalctl", "-u", "k3s-agent", "-n", "4", "--no-pager", "-o", "cat");
    const iso = await tool("journalctl", "-u", "k3s-agent", "-n", "1", "--no-pager", "-o", "short-iso");

    expect(cat.stdout.split("\n")[1]).toBe(`token is ${token}`);
    expect(iso.stdout).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000 agent-1 systemd\[1\]: Started k3s-agent/,
    );
  });

  it("keeps its secrets to itself", () => {
    expect(statSync(join(node.systemdDir, "k3s-agent.service.env")).mode & 0o777).toBe(0o600);
  });

  it("that crashes is restarted after five seconds, again and again, until it is stopped", async () => {
    const restore = changeEnvironment('CRASH="yes"');
    const failed = await tool("systemctl", "restart", "k3s-agent");
    const looping = await show("ActiveState", "SubState", "NRestarts");
    await eventually(async () => (await show("NRestarts"))[0] === "1");
    await tool("systemctl", "stop", "k3s-agent");
    restore();
    const stopped = await show("ActiveState", "SubState");
    await tool("systemctl", "start", "k3s-agent");

    expect(failed.stderr).toContain("Job for k3s-agent.service failed because the control process exited");
    expect(failed.code).toBe(1);
    expect(looping).toEqual(["activating", "auto-restart", "0"]);
    expect(stopped).toEqual(["inactive", "dead"]);
    expect(await show("ActiveState", "NRestarts")).toEqual(["active", "0"]);
  });

  it("that is killed comes back by itself", async () => {
    const [pid] = await show("MainPID");
    process.kill(Number(pid), "SIGKILL");
    await eventually(async () => (await show("SubState"))[0] === "auto-restart");
    await tool("systemctl", "restart", "k3s-agent");

    expect(await show("ActiveState")).toEqual(["active"]);
  });

  it("leaves a history with the version that was started", async () => {
    const next = `${node.binary}.next`;
    writeFileSync(next, fakeK3s("v1.36.3+k3s1"), { mode: 0o755 });
    await test.run("mv", [next, node.binary]);
    await tool("systemctl", "restart", "k3s-agent");
    let starts = await readServiceEvents(node.eventsFile);
    await eventually(async () => {
      starts = (await readServiceEvents(node.eventsFile)).filter(({ event }) => event === "start");
      return starts.at(-1)?.version === "v1.36.3+k3s1";
    });

    expect(starts[0]?.version).toBe("v1.35.4+k3s1");
    expect(starts[0]?.sha256).not.toBe(starts.at(-1)?.sha256);
  });

  it("is gone after its unit file and a daemon-reload", async () => {
    const file = join(node.systemdDir, "other.service");
    writeFileSync(file, "[Service]\nExecStart=/bin/true\n");
    await tool("systemctl", "daemon-reload");
    const present = await tool("systemctl", "show", "other", "--property=LoadState", "--value");
    rmSync(file);
    await tool("systemctl", "daemon-reload");
    const gone = await tool("systemctl", "show", "other", "--property=LoadState", "--value");

    expect([present.stdout, gone.stdout]).toEqual(["loaded\n", "not-found\n"]);
  });

  it.each([
    ["true", 0],
    ["false", 1],
  ])("runs /bin/%s once when a drop-in says so, and then its own command again", async (program, code) => {
    const file = join(node.systemdDir, "once.service");
    const folder = join(node.runtimeSystemdDir, "once.service.d");
    const dropIn = join(folder, "90-once.conf");
    const command = async (): Promise<string> =>
      (await tool("systemctl", "show", "once", "--property=ExecStart", "--value")).stdout;
    writeFileSync(file, "[Service]\nRestart=always\nExecStart=/bin/sleep 60\n");
    mkdirSync(folder, { recursive: true });
    writeFileSync(dropIn, `[Service]\nType=oneshot\nRestart=no\nExecStart=\nExecStart=/bin/${program}\n`);
    await tool("systemctl", "daemon-reload");

    expect((await tool("systemctl", "start", "once")).code).toBe(code);

    expect((await tool("systemctl", "cat", "once")).stdout).toContain(`# ${dropIn}\n[Service]\n`);
    expect(await command()).toContain(`path=/bin/${program} `);
    expect((await tool("systemctl", "is-active", "once")).stdout).toBe("inactive\n");
    rmSync(folder, { recursive: true });
    await tool("systemctl", "daemon-reload");
    expect(await command()).toContain("path=/bin/sleep ");
    rmSync(file);
    await tool("systemctl", "daemon-reload");
  });
});
