import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NodeShell } from "../../../domain/ports";
import {
  connectionError,
  openSshShell,
  type SshSettings,
  type SshTarget,
  sshArguments,
} from "../../../providers/adapters/ssh";
import { openSshStarter, type SshStarter } from "../../../providers/adapters/ssh-starter";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

// The test's own PATH reaches a child only when it is handed over.
jest.mock("node:child_process", () => {
  const actual = jest.requireActual<typeof import("node:child_process")>("node:child_process");
  const spawn = (command: string, words: string[], options: object) =>
    actual.spawn(command, words, { ...options, env: { ...process.env } });
  const fork = (file: string, words: string[], options: object) =>
    actual.fork(file, words, { ...options, env: { ...process.env } });
  return { ...actual, spawn, fork };
});

const target: SshTarget = { name: "agent-1", host: "box", sudo: false };
const settings: SshSettings = { targets: [target], connectTimeoutSeconds: 7 };
const hello = { name: "hello", text: "cat; echo out; echo err >&2" };

describe("sshArguments", () => {
  test("always check the host key, never ask, and end the options before the host", () => {
    const words = sshArguments(settings, target, "true");

    expect(words).toEqual(
      expect.arrayContaining(["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=7"]),
    );
    expect(words.slice(-3)).toEqual(["--", "box", "true"]);
    expect(words).not.toContain("-F");
    expect(words).not.toContain("-l");
  });

  test("name file, user and port only where they are given", () => {
    const words = sshArguments(
      { ...settings, configFile: "/c" },
      { ...target, user: "root", port: 2222 },
      "true",
    );

    expect(words.join(" ")).toContain("-F /c");
    expect(words.join(" ")).toContain("-l root -p 2222 -- box true");
  });

  test("leave room for a control socket within the 108 bytes that one may have", () => {
    const path = sshArguments(settings, target, "true").find((word) => word.startsWith("ControlPath="));

    const longest = (path ?? "").replace("ControlPath=", "").replace("%C", "x".repeat(40));
    expect(longest.length + ".1234567890123456".length).toBeLessThan(108);
  });
});

describe("connectionError", () => {
  test.each([
    ["Host key verification failed.", "blocked", "SSH_HOST_KEY"],
    ["@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @", "blocked", "SSH_HOST_KEY"],
    ["root@box: Permission denied (publickey).", "blocked", "SSH_DENIED"],
    ["Received disconnect: Too many authentication failures", "blocked", "SSH_DENIED"],
    ["ssh: connect to host box port 22: Connection refused", "waiting", "SSH_UNREACHABLE"],
    ["", "waiting", "SSH_UNREACHABLE"],
  ])("%j is %s %s", (stderr, kind, code) => {
    const error = connectionError("agent-1", stderr);

    expect(error).toMatchObject({ kind, code, message: expect.stringContaining("agent-1") });
    expect(error.next).not.toBe("");
  });
});

/** A stand-in for the ssh client that runs the command here, or behaves as its first line says. */
function fakeSsh(body: string): { folder: string; calls: () => number } {
  const folder = tempFolder();
  const file = join(folder, "ssh");
  writeFileSync(
    file,
    `#!/bin/sh\necho call >> "${folder}/calls"\nfor last; do :; done\ncase " $* " in *" -O "*) exit 0;; esac\n${body}\n`,
  );
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}:${path}`;
  const calls = (): number =>
    existsSync(join(folder, "calls"))
      ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n").length
      : 0;
  return { folder, calls };
}

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

/** Its compiled form is what runs, as a process has no transformer of tests. */
const starter = (): SshStarter => openSshStarter(resolve("bin/providers/adapters/ssh-starter-main.js"));

describe.each<[string, () => SshStarter | undefined]>([
  ["with clients of this process", () => undefined],
  ["with clients of a process that starts them", starter],
])("openSshShell, %s", (_title, starterOf) => {
  const run = 'exec sh -c "$last"';
  const opened: NodeShell[] = [];
  const open = (over: Partial<SshSettings> = {}): NodeShell => {
    const shell = openSshShell({ ...settings, ...over }, starterOf());
    opened.push(shell);
    return shell;
  };
  afterEach(() => {
    for (const shell of opened.splice(0)) shell.close();
  });

  test("returns code, output and errors of the script", async () => {
    fakeSsh(run);
    const shell = open();

    expect(await shell.run("agent-1", hello, [])).toEqual({ code: 0, stdout: "out\n", stderr: "err\n" });
    expect(await shell.run("agent-1", { name: "four", text: "exit 4" }, [])).toMatchObject({ code: 4 });
  });

  test("streams files to and from the script", async () => {
    const { folder } = fakeSsh(run);
    writeFileSync(join(folder, "in"), "content\n");
    const files = { stdinFile: join(folder, "in"), stdoutFile: join(folder, "out") };

    const { stdout } = await open().run("agent-1", hello, [], files);

    expect(stdout).toBe("");
    expect(readFileSync(files.stdoutFile, "utf8")).toBe("content\nout\n");
  });

  test("does not mind a script that ends before it has read its input", async () => {
    const { folder } = fakeSsh(run);
    writeFileSync(join(folder, "in"), "x".repeat(1_000_000));

    const answer = await open().run("agent-1", { name: "no", text: "exit 4" }, [], {
      stdinFile: join(folder, "in"),
    });

    expect(answer.code).toBe(4);
  });

  test("tries a dropped connection again", async () => {
    const { calls, folder } = fakeSsh(`[ -e "$0.once" ] || { touch "$0.once"; exit 255; }\n${run}`);

    expect(await open().run("agent-1", hello, [])).toMatchObject({ code: 0 });
    expect(calls()).toBe(2);
    expect(existsSync(join(folder, "ssh.once"))).toBe(true);
  });

  test("does not try a refused login again", async () => {
    const { calls } = fakeSsh(`echo "Permission denied (publickey)." >&2; exit 255`);

    expect(await rejectionOf(open().run("agent-1", hello, []))).toMatchObject({
      code: "SSH_DENIED",
    });
    expect(calls()).toBe(1);
  });

  test("knows only the configured nodes", () => {
    expect(() => open().run("stranger", hello, [])).toThrow(/stranger has no SSH entry/);
  });
});

describe("the process that starts ssh clients", () => {
  test("may be lost in the middle: what it was at is asked again, by this one", async () => {
    const { folder, calls } = fakeSsh(
      `[ -e "$0.once" ] || { touch "$0.once"; kill -9 $PPID; sleep 30; }\nexec sh -c "$last"`,
    );
    const shell = openSshShell(settings, starter());

    expect(await shell.run("agent-1", hello, [])).toMatchObject({ code: 0, stdout: "out\n" });
    expect(calls()).toBe(2);
    expect(existsSync(join(folder, "ssh.once"))).toBe(true);
    shell.close();
  });

  test("where no process can start them, this one does", async () => {
    const { calls } = fakeSsh('exec sh -c "$last"');
    const folder = tempFolder();
    writeFileSync(join(folder, "main.js"), "process.exit(1);");
    const shell = openSshShell(settings, openSshStarter(join(folder, "main.js")));

    expect(await shell.run("agent-1", hello, [])).toMatchObject({ code: 0, stdout: "out\n" });
    expect(await shell.run("agent-1", hello, [])).toMatchObject({ code: 0, stdout: "out\n" });
    expect(calls()).toBe(2);
    shell.close();
  });

  test("ends with the one who uses it", async () => {
    const module = JSON.stringify(resolve("bin/providers/adapters/ssh-starter.js"));
    const user = spawn(process.execPath, [
      "-e",
      `require(${module}).openSshStarter(); setTimeout(() => undefined, 60_000);`,
    ]);
    const children = () => spawnSync("pgrep", ["-P", String(user.pid)], { encoding: "utf8" }).stdout.trim();
    while (children() === "") await sleep(50);
    const pid = Number(children());

    user.kill("SIGKILL");

    while (existsSync(`/proc/${pid}`)) await sleep(50);
  });
});
