import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ShellResult } from "../../../domain/ports";
import { clearEtcd, joinSettings, resetEtcd } from "../../../providers/node-scripts/etcd";
import { runScript } from "../../helpers/local-shell";
import { tempFolder } from "../../helpers/temp-folder";

const UNIT = "k3s.service";
/** As k3s's installer writes it, with a flag that stands nowhere else. */
const UNIT_TEXT = `[Service]
Type=notify
Restart=always
ExecStartPre=-/sbin/modprobe br_netfilter
ExecStart=/usr/local/bin/k3s \\
    server \\
\t'--node-ip' \\
# a comment may stand between
\t'10.0.0.7' \\

`;

/** A server with systemd as far as the scripts ask it: it writes down what it is told, and what its unit is then. */
class FakeServer {
  readonly data: string;
  readonly runtime: string;
  readonly log: string;
  readonly config: string;
  private readonly bin: string;

  constructor(
    private readonly dir = tempFolder(),
    data = "data",
  ) {
    this.data = join(dir, data);
    [this.runtime, this.log, this.config, this.bin] = ["run", "log", "config.yaml", "bin"].map((name) =>
      join(dir, name),
    ) as [string, string, string, string];
    for (const folder of [join(this.data, "server/db/etcd"), this.runtime, this.bin])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(this.data, "server/db/etcd/name"), "old");
    writeFileSync(join(dir, UNIT), UNIT_TEXT);
    this.systemctl();
  }

  /** @param start what the unit does when it is started */
  systemctl(start = 'mv "$db/etcd" "$db/etcd-old-1"; : > "$db/reset-flag"'): void {
    const text = `#!/bin/sh
db='${this.data}/server/db'
case $1 in
  cat) cat '${join(this.dir, UNIT)}' '${this.runtime}/${UNIT}.d'/*.conf 2> /dev/null; exit 0 ;;
  show) cat "${this.dir}/\${3#--property=}" 2> /dev/null; exit 0 ;;
esac
echo "$*" >> '${this.log}'
if [ "$1" = start ]; then
  cat '${this.runtime}/${UNIT}.d'/*.conf > '${this.dir}/started'
  cat "$db/.gitops-updates-restore/snapshot" > '${this.dir}/given'
  ${start}
fi
`;
    writeFileSync(join(this.bin, "systemctl"), text, { mode: 0o755 });
  }

  /** A property of the unit. */
  shows(property: "ExecStart" | "Environment" | "EnvironmentFiles", value: string): void {
    writeFileSync(join(this.dir, property), `${value}\n`);
  }

  private get path(): string {
    return `${this.bin}:${process.env.PATH ?? ""}`;
  }

  reset(files: Readonly<Record<string, string>> = { "snapshot-server-1-1": "whole" }): ShellResult {
    const folder = tempFolder();
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const stdinFile = join(this.dir, "etcd.tar");
    execFileSync("tar", ["-C", folder, "-cf", stdinFile, ...Object.keys(files)]);
    return runScript(resetEtcd, [UNIT, this.data, this.runtime], { stdinFile, path: this.path });
  }

  names(): string[] {
    const { code, stdout } = runScript(joinSettings, [UNIT, this.config], { path: this.path });
    expect(code).toBe(0);
    return stdout.trim().split("\n").filter(Boolean);
  }

  read(name: string): string {
    return readFileSync(join(this.dir, name), "utf8");
  }

  told(): string[] {
    return this.read("log").trim().split("\n");
  }

  inDatabase(): string[] {
    return readdirSync(join(this.data, "server/db"));
  }
}

describe("reset-etcd", () => {
  test("lets the unit itself do it, once, with all its own flags and two more", () => {
    const server = new FakeServer();

    const { code, stdout } = server.reset();

    const snapshot = `${server.data}/server/db/.gitops-updates-restore/snapshot`;
    expect(code).toBe(0);
    expect(server.read("given")).toBe("whole");
    const started = server.read("started").split("\n");
    expect(started.slice(0, 5)).toEqual([
      "[Service]",
      "Type=oneshot",
      "Restart=no",
      "TimeoutStartSec=600",
      "ExecStart=",
    ]);
    expect(started[5]?.replaceAll(/\s+/g, " ")).toBe(
      `ExecStart=/usr/local/bin/k3s server '--node-ip' '10.0.0.7' --cluster-reset "--cluster-reset-restore-path=${snapshot}" --etcd-s3=false`,
    );
    expect(stdout).toBe(`${server.data}/server/db/etcd-old-1\n`);
  });

  test("leaves the unit as it was, and nothing of its own", () => {
    const server = new FakeServer();
    server.reset();

    expect(server.told()).toEqual([
      `stop ${UNIT}`,
      "daemon-reload",
      "daemon-reload",
      `start ${UNIT}`,
      "daemon-reload",
    ]);
    expect(readdirSync(server.runtime)).toEqual([]);
    expect(server.inDatabase().sort()).toEqual(["etcd-old-1", "reset-flag"]);
  });

  test("takes the command that holds when the unit was changed beside its file", () => {
    const server = new FakeServer();
    mkdirSync(join(server.runtime, `${UNIT}.d`));
    const change = "[Service]\nExecStart=\nExecStart=/opt/k3s server --node-ip 10.0.0.8\n";
    writeFileSync(join(server.runtime, `${UNIT}.d`, "10-mine.conf"), change);

    expect(server.reset().code).toBe(0);

    expect(server.read("started")).toContain(
      "\nExecStart=/opt/k3s server --node-ip 10.0.0.8 --cluster-reset ",
    );
    expect(readdirSync(join(server.runtime, `${UNIT}.d`))).toEqual(["10-mine.conf"]);
  });

  test("writes a path as systemd reads it", () => {
    const server = new FakeServer(tempFolder(), 'my "data" 100% $HOME');

    expect(server.reset().code).toBe(0);

    expect(server.read("started")).toContain('my \\"data\\" 100%% $$HOME/server/db/');
  });

  test("begins anew after an attempt that was lost", () => {
    const server = new FakeServer();
    mkdirSync(join(server.runtime, `${UNIT}.d`));
    const lost = join(server.runtime, `${UNIT}.d`, "90-gitops-updates-reset.conf");
    writeFileSync(lost, "[Service]\nExecStart=\nExecStart=/usr/local/bin/k3s server --cluster-reset\n");
    mkdirSync(join(server.data, "server/db/.gitops-updates-restore"));
    writeFileSync(join(server.data, "server/db/.gitops-updates-restore/snapshot"), "half");
    writeFileSync(join(server.data, "server/db/reset-flag"), "");

    expect(server.reset().code).toBe(0);

    expect(server.read("given")).toBe("whole");
    expect(server.read("started").match(/--cluster-reset /g)).toHaveLength(1);
  });

  test.each([
    ["fails", "exit 1"],
    ["ends without a reset", "exit 0"],
  ])("when k3s %s it says so, and the unit is as it was", (_what, start) => {
    const server = new FakeServer();
    server.systemctl(start);
    // What an earlier reset left says nothing of this one.
    writeFileSync(join(server.data, "server/db/reset-flag"), "");

    expect(server.reset().code).toBe(1);

    expect(readdirSync(server.runtime)).toEqual([]);
    expect(server.inDatabase()).toEqual(["etcd"]);
    expect(server.told().at(-1)).toBe("daemon-reload");
  });

  test.each([
    ["two snapshots", { one: "1", two: "2" }],
    ["an empty one", { one: "" }],
  ])("with %s nothing is started", (_what, files) => {
    const server = new FakeServer();

    expect(server.reset(files as unknown as Record<string, string>)).toMatchObject({ code: 4 });

    expect(server.told()).not.toContain(`start ${UNIT}`);
    expect(server.inDatabase()).toEqual(["etcd"]);
  });
});

describe("join-settings", () => {
  const URL = "https://10.0.0.1:6443";

  test.each([
    [`server: ${URL}`, ["server"]],
    [`tls-san: x\n'server': "${URL}"\ntoken: secret`, ["server", "token"]],
    ["token-file: /etc/token", ["token"]],
    ["server: ''\ntoken: \"\"", []],
    ["server: # none", []],
    [`# server: ${URL}`, []],
    ["cluster-init: true\nserverless: true\nagent-token: secret", []],
  ])("configuration %j names %j", (text, names) => {
    const server = new FakeServer();
    writeFileSync(server.config, `${text}\n`);

    expect(server.names()).toEqual(names);
  });

  test("reads what lies beside the configuration", () => {
    const server = new FakeServer();
    mkdirSync(`${server.config}.d`);
    writeFileSync(`${server.config}.d/10-token.yml`, "token: secret\n");
    writeFileSync(`${server.config}.d/20-join.yaml`, `server: ${URL}\n`);

    expect(server.names()).toEqual(["server", "token"]);
  });

  test.each([
    [`k3s server --server ${URL} --token secret`, ["server", "token"]],
    [`k3s server --server=${URL} -t secret`, ["server", "token"]],
    [`k3s server -s ${URL} --token-file=/etc/token`, ["server", "token"]],
    ["k3s server --cluster-init --agent-token secret", []],
  ])("command %j names %j", (command, names) => {
    const server = new FakeServer();
    server.shows("ExecStart", `{ path=k3s ; argv[]=${command} ; ignore_errors=no }`);

    expect(server.names()).toEqual(names);
  });

  test.each([
    [`K3S_URL=${URL}`, ["server"]],
    [`K3S_URL='${URL}'\nK3S_TOKEN="secret"`, ["server", "token"]],
    ["K3S_TOKEN_FILE=/etc/token", ["token"]],
    ["K3S_URL=\nK3S_TOKEN=''", []],
    [`#K3S_URL=${URL}`, []],
    ["MY_K3S_TOKEN=secret", []],
  ])("environment file %j names %j", (lines, names) => {
    const server = new FakeServer();
    const file = join(tempFolder(), "k3s.env");
    writeFileSync(file, `K3S_NODE_NAME=a\n${lines}\n`);
    server.shows("EnvironmentFiles", `/etc/default/none (ignore_errors=yes)\n${file} (ignore_errors=yes)`);

    expect(server.names()).toEqual(names);
  });

  test.each([
    [`A=1 K3S_URL=${URL} K3S_TOKEN=secret`, ["server", "token"]],
    ["A=1 K3S_URL= B=2", []],
  ])("environment %j names %j", (environment, names) => {
    const server = new FakeServer();
    server.shows("Environment", environment);

    expect(server.names()).toEqual(names);
  });
});

describe("clear-etcd", () => {
  test("moves the member's data away once, and leaves what came after it", () => {
    const server = new FakeServer();
    const kept = join(server.data, "server/db/before-rollback");
    writeFileSync(join(server.data, "server/db/snapshots"), "");

    expect(runScript(clearEtcd, [server.data, kept])).toMatchObject({ code: 0, stdout: "" });
    mkdirSync(join(server.data, "server/db/etcd"));
    expect(runScript(clearEtcd, [server.data, kept])).toMatchObject({ code: 0, stdout: "already\n" });

    expect(server.inDatabase().sort()).toEqual(["before-rollback", "etcd", "snapshots"]);
    expect(existsSync(join(kept, "name"))).toBe(true);
  });

  test("has nothing to do on a server without a member", () => {
    const empty = tempFolder();
    mkdirSync(join(empty, "server/db"), { recursive: true });

    expect(runScript(clearEtcd, [empty, join(empty, "kept")])).toMatchObject({
      code: 0,
      stdout: "already\n",
    });
  });
});
