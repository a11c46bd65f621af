import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hostFacts, inspectHost, inspectUnit } from "../../detection/inspect-host";
import { inspectHost as inspectScript, UNLESS_RUNNING } from "../../detection/inspect-scripts";
import { takeInventory } from "../../detection/inventory";
import { parseUnit } from "../../detection/parse-unit";
import type { NodeShell } from "../../domain/ports";
import { healthyWorld, OLD } from "../helpers/fake-world";
import { rejectionOf } from "../helpers/rejection";
import { tempFolder } from "../helpers/temp-folder";

const shown = (argv: string, over: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    Id: "k3s.service",
    LoadState: "loaded",
    ActiveState: "active",
    SubState: "running",
    MainPID: "812",
    NRestarts: "2",
    FragmentPath: "/etc/systemd/system/k3s.service",
    ExecStart: `{ path=${argv.split(" ")[0]} ; argv[]=${argv} ; ignore_errors=no ; start_time=[Mon 2026-06-01 10:00:00 UTC] ; stop_time=[n/a] ; pid=812 ; code=(null) ; status=0/0 }`,
    ...over,
  })
    .map(([key, value]) => `${key}=${value}`)
    .join("\n");

describe("parseUnit", () => {
  test("reads what systemctl shows of an ordinary server", () => {
    const env =
      "/etc/default/k3s (ignore_errors=yes)\nEnvironmentFiles=/etc/systemd/system/k3s.service.env (ignore_errors=yes)";

    expect(parseUnit("s", shown("/usr/local/bin/k3s server", { EnvironmentFiles: env }))).toEqual({
      unit: "k3s.service",
      unitFile: "/etc/systemd/system/k3s.service",
      envFiles: ["/etc/default/k3s", "/etc/systemd/system/k3s.service.env"],
      active: "active",
      sub: "running",
      mainPid: 812,
      restarts: 2,
      binary: "/usr/local/bin/k3s",
      configFile: "/etc/rancher/k3s/config.yaml",
      dataDir: "",
    });
  });

  test.each([
    ["/opt/k3s server --data-dir /data", { binary: "/opt/k3s", dataDir: "/data" }],
    ["/opt/k3s server --data-dir=/data", { dataDir: "/data" }],
    ["/opt/k3s server -d /data -c /k.yaml", { dataDir: "/data", configFile: "/k.yaml" }],
    ["/opt/k3s agent --config=/k.yaml", { configFile: "/k.yaml" }],
    ["/opt/k3s server --data-dir-like /no", { dataDir: "" }],
  ])("%s", (argv, expected) => {
    expect(parseUnit("s", shown(argv))).toMatchObject(expected);
  });

  test("keeps a custom name, and takes a dead unit for what it is", () => {
    const dead = { Id: "edge.service", ActiveState: "inactive", SubState: "dead", MainPID: "0" };

    expect(parseUnit("s", shown("/opt/k3s server", dead))).toMatchObject({
      unit: "edge.service",
      active: "inactive",
      mainPid: 0,
    });
  });

  test("refuses a unit that runs nothing", () => {
    expect(() => parseUnit("s", "Id=k3s.service\nExecStart=")).toThrow(/no ExecStart/);
  });
});

describe("hostFacts", () => {
  const unit = parseUnit("s", shown("/usr/local/bin/k3s server"));
  const now = new Date("2026-06-01T10:00:00.900Z");

  test.each([
    ["x86_64", "amd64"],
    ["aarch64", "arm64"],
    ["armv7l", "arm"],
    ["riscv64", "riscv64"],
  ])("a machine that is %s takes files for %s", (machine, arch) => {
    expect(hostFacts("s", unit, { machine }, now).arch).toBe(arch);
  });

  test("sizes are bytes and the clock's skew is milliseconds", () => {
    const lines = { freeBinary: "2", freeData: "3", now: String(now.getTime() - 60_000) };

    expect(hostFacts("s", unit, lines, now)).toMatchObject({
      freeBytes: { binary: 2048, data: 3072 },
      clockSkewMs: -60_000,
    });
  });

  test.each([
    ["began after the file was placed", "200", "100", 812, true],
    ["began before the file was placed", "100", "200", 812, false],
    ["is not there", "0", "100", 0, false],
    ["runs a file that is gone", "200", "", 812, false],
  ])("a process that %s", (_what, started, placed, mainPid, expected) => {
    const facts = hostFacts("s", { ...unit, mainPid }, { started, placed }, now);

    expect(facts.service.runsCurrentBinary).toBe(expected);
  });
});

describe("inspecting a host", () => {
  const answering = (code: number, stdout: string, stderr = ""): NodeShell => ({
    run: async () => ({ code, stdout, stderr }),
    close: () => undefined,
  });

  test("without a k3s unit says how to name one", async () => {
    const shell = answering(3, "", "no unit of k3s.service is loaded");

    expect(await rejectionOf(inspectUnit(shell, "agent-1"))).toMatchObject({
      kind: "blocked",
      code: "UNIT_MISSING",
      next: expect.stringContaining("agent-1"),
    });
  });

  test("asks for the configured unit alone", async () => {
    const run = jest.fn(async () => ({ code: 0, stdout: shown("/opt/k3s agent"), stderr: "" }));

    await inspectUnit({ run, close: () => undefined }, "agent-1", "edge");

    expect(run).toHaveBeenCalledWith("agent-1", expect.anything(), ["edge"]);
  });

  test("tells what runs and what lies there", async () => {
    const world = healthyWorld();
    const { shell, clock } = world.open();

    expect(await inspectHost(shell, clock, "server-1")).toMatchObject({
      node: "server-1",
      binaryVersion: OLD,
      datastore: "sqlite",
      arch: "amd64",
      service: { active: "active", runsCurrentBinary: true },
    });
  });
});

describe("the script that inspects a host", () => {
  type Inspection = { parameters?: readonly string[]; config?: (data: string) => string; sh?: string };

  /** Runs it for real, with a systemctl and a k3s that are ours. */
  function inspect(
    argv: (binary: string, folder: string) => string,
    pid = (): number => process.pid,
    { parameters = [], config = (data) => `data-dir: "${data}"`, sh = "/bin/sh" }: Inspection = {},
  ) {
    const folder = tempFolder();
    const binary = join(folder, "k3s");
    const program = (name: string, text: string): void => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    mkdirSync(join(folder, "data", "server", "db"), { recursive: true });
    writeFileSync(join(folder, "data", "server", "db", "state.db"), "");
    writeFileSync(join(folder, "config.yaml"), `token: x\n${config(join(folder, "data"))}`);
    program("k3s", "echo 'k3s version v1.35.4+k3s1 (abc)'");
    writeFileSync(join(folder, "shown"), shown(argv(binary, folder), { MainPID: String(pid()) }));
    // As systemd answers for two names of which it knows the second.
    program(
      "systemctl",
      `printf 'Id=other.service\nLoadState=not-found\n\n'; cat '${join(folder, "shown")}'`,
    );
    const { status, stdout } = spawnSync(
      sh,
      ["-c", inspectScript.text, "inspect", ...parameters, "k3s.service"],
      {
        encoding: "utf8",
        env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
      },
    );
    const [unit = "", host = ""] = stdout.split("\n---\n");
    const lines = Object.fromEntries(host.split("\n").map((line) => line.split("=") as [string, string]));
    return { folder, status, facts: hostFacts("s", parseUnit("s", unit), lines, new Date()) };
  }

  test.each([
    ["--data-dir with a blank", (k3s: string, at: string) => `${k3s} server --data-dir ${at}/data`],
    ["--data-dir with =", (k3s: string, at: string) => `${k3s} server --data-dir=${at}/data --tls-san x`],
    ["--config with a blank", (k3s: string, at: string) => `${k3s} server --config ${at}/config.yaml`],
    ["--config with =", (k3s: string, at: string) => `${k3s} server --config=${at}/config.yaml`],
  ])("finds data and datastore by %s", (_what, argv) => {
    const { folder, status, facts } = inspect(argv);

    expect(status).toBe(0);
    expect(facts).toMatchObject({
      dataDir: join(folder, "data"),
      datastore: "sqlite",
      binaryVersion: "v1.35.4+k3s1",
      binary: join(folder, "k3s"),
    });
    expect(facts.freeBytes.binary).toBeGreaterThan(0);
    expect(Math.abs(facts.clockSkewMs)).toBeLessThan(5_000);
  });

  test.each([
    ["-d", (k3s: string, at: string) => `${k3s} server -d ${at}/data`],
    ["-c", (k3s: string, at: string) => `${k3s} server -c ${at}/config.yaml`],
  ])("finds data and datastore by %s", (_what, argv) => {
    const { folder, facts } = inspect(argv);

    expect(facts).toMatchObject({ dataDir: join(folder, "data"), datastore: "sqlite" });
  });

  test.each<[string, (data: string) => string]>([
    ["bare", (data) => `data-dir: ${data}\n`],
    ["bare, with a comment", (data) => `data-dir:   ${data} # the big disk\n`],
    ["in double quotes, with a comment", (data) => `data-dir: "${data}" # the big disk\n`],
    ["in single quotes and the last of two", (data) => `data-dir: /elsewhere\ndata-dir: '${data}'\n`],
    ["in a file without a last newline", (data) => `data-dir: ${data}`],
  ])("finds the data folder of a configuration file, %s", (_what, config) => {
    const { folder, facts } = inspect((k3s, at) => `${k3s} server -c ${at}/config.yaml`, undefined, {
      config,
    });

    expect(facts).toMatchObject({ dataDir: join(folder, "data"), datastore: "sqlite" });
  });

  test("asks a host whose file is gone, and says that it has none", () => {
    const gone = inspect((_, at) => `${at}/gone/k3s server`, undefined, { parameters: [UNLESS_RUNNING] });

    expect(gone.status).toBe(0);
    expect(gone.facts).toMatchObject({ binaryVersion: "", service: { runsCurrentBinary: false } });
  });

  test("says the same in another shell", () => {
    const argv = (k3s: string, at: string) => `${k3s} server --data-dir=${at}/data`;
    const { folder, facts } = inspect(argv, undefined, { sh: "bash" });

    expect(facts).toMatchObject({ dataDir: join(folder, "data"), binaryVersion: "v1.35.4+k3s1" });
  });

  test("tells a start just after the file was put in place from one just before, at any moment of a second", async () => {
    const sleepers: ChildProcess[] = [];
    const sleeper = (): number => {
      sleepers.push(spawn("sleep", ["30"]));
      return sleepers.at(-1)?.pid ?? 0;
    };
    const server = (k3s: string): string => `${k3s} server`;
    try {
      for (let round = 0; round < 8; round++) {
        const before = sleeper();
        await sleep(60);
        const old = inspect(server, () => before, { parameters: [UNLESS_RUNNING] });
        expect(old.facts.service.runsCurrentBinary).toBe(false);
        expect(old.facts.binaryVersion).toBe("v1.35.4+k3s1");
        const later = (): number => {
          spawnSync("sleep", ["0.06"]);
          return sleeper();
        };
        const current = inspect(server, later, { parameters: [UNLESS_RUNNING] });
        expect(current.status).toBe(0);
        expect(current.facts.service.runsCurrentBinary).toBe(true);
        expect(current.facts.binaryVersion).toBeNull();
      }
    } finally {
      for (const it of sleepers) it.kill();
    }
  });
});

describe("the inventory", () => {
  const request = (world: ReturnType<typeof healthyWorld>) => {
    const { cluster, shell, clock } = world.open();
    const nodes = world.kubernetes.nodes.map(({ name }) => ({ name }));
    return { cluster, shell, clock, nodes, apiKinds: [] };
  };

  test("holds every node with its host", async () => {
    const { cluster, hosts, unreachable } = await takeInventory(request(healthyWorld()));

    expect(cluster).toMatchObject({ apiServerVersion: OLD, takenAt: "2026-06-01T10:00:00.000Z" });
    expect(hosts.map(({ node }) => node)).toEqual(["server-1", "agent-1", "agent-2"]);
    expect(unreachable).toEqual([]);
  });

  test("names a host that is away and goes on with the others", async () => {
    const world = healthyWorld();
    world.unreachable.add("agent-1");

    const { hosts, unreachable } = await takeInventory(request(world));

    expect(hosts.map(({ node }) => node)).toEqual(["server-1", "agent-2"]);
    expect(unreachable).toEqual([{ node: "agent-1", reason: expect.stringContaining("agent-1") }]);
  });

  test("is not made up when the API is away", async () => {
    const world = healthyWorld();
    world.kubernetes.away = true;

    expect(await rejectionOf(takeInventory(request(world)))).toMatchObject({ code: "API_UNREACHABLE" });
  });
});
