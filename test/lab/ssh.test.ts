import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { changeFaults, readActiveFaults } from "../../lab/faults/faults-file";
import { makeTestLab, type TestLab } from "./test-lab";

jest.setTimeout(30_000);

let test: TestLab;

beforeAll(async () => {
  test = await makeTestLab();
  await test.boot("agent-1");
});

afterAll(() => test.remove());

describe("commands over OpenSSH", () => {
  it("run with the node's own k3s first on the PATH", async () => {
    const { stdout, code } = await test.ssh("agent-1", "command -v k3s && k3s --version && hostname");

    expect(code).toBe(0);
    expect(stdout).toBe(`${test.node("agent-1").binary}\nk3s version v1.35.4+k3s1 (fake)\nagent-1\n`);
  });

  it("give back the exit status and keep stdout and stderr apart", async () => {
    const { stdout, stderr, code } = await test.ssh("agent-1", "echo out; echo err >&2; exit 42");

    expect({ stdout, stderr, code }).toEqual({ stdout: "out\n", stderr: "err\n", code: 42 });
  });

  it("stream binary input of some size without a changed byte", async () => {
    const bytes = randomBytes(20 << 20);
    const { stdout } = await test.ssh("agent-1", "sha256sum", bytes);

    expect(stdout.split(" ")[0]).toBe(createHash("sha256").update(bytes).digest("hex"));
  });

  it("survive a command that does not read its input", async () => {
    const { code } = await test.ssh("agent-1", "true", randomBytes(8 << 20));

    expect(code).toBe(0);
  });

  it("end by the signal that ended the command", async () => {
    const { code } = await test.ssh("agent-1", "kill -TERM $$");

    expect(code).toBe(255);
  });

  it("treat sudo as a matter of course", async () => {
    const { stdout } = await test.ssh("agent-1", "sudo -n -- sh -c 'echo $0 $1' a b");

    expect(stdout).toBe("a b\n");
  });

  it("share one connection", async () => {
    const socket = join(test.lab.runDir, "mux");
    const mux = ["-F", test.lab.sshConfigFile, "-o", `ControlPath=${socket}`, "-o", "ControlMaster=auto"];
    await test.run("ssh", [...mux, "-o", "ControlPersist=20", "-f", "-N", "agent-1"]);

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        test.run("ssh", [...mux, "agent-1", `cat; exit ${index}`], `in ${index}`),
      ),
    );
    await test.run("ssh", [...mux, "-O", "exit", "agent-1"]);

    expect(answers.map(({ stdout }) => stdout)).toEqual(answers.map((_, index) => `in ${index}`));
    expect(answers.map(({ code }) => code)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});

describe("logins", () => {
  it("are refused without the lab's key", async () => {
    const stranger = join(test.lab.dir, "stranger");
    await test.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", stranger]);
    const options = ["-o", `IdentityFile="${stranger}"`, "-o", "BatchMode=yes", "-F", "none"];
    const target = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"];
    const port = String(test.state.ports.nodes["agent-1"]);

    const { code, stderr } = await test.run("ssh", [...options, ...target, "-p", port, "127.0.0.1", "true"]);

    expect(code).toBe(255);
    expect(stderr).toContain("Permission denied (publickey)");
  });
});

describe("files over SFTP", () => {
  it("go up and down by scp with their mode", async () => {
    const local = join(test.lab.dir, "local");
    const remote = join(test.node("agent-1").home, "remote file");
    writeFileSync(local, randomBytes(3 << 20), { mode: 0o750 });
    const scp = (from: string, to: string) => test.run("scp", ["-p", "-F", test.lab.sshConfigFile, from, to]);

    await scp(local, `agent-1:${remote}`);
    await scp(`agent-1:${remote}`, `${local}.back`);

    expect(readFileSync(`${local}.back`).equals(readFileSync(local))).toBe(true);
    expect(statSync(remote).mode & 0o777).toBe(0o750);
  });

  it("can be listed, renamed and removed", async () => {
    const batch = [
      "mkdir folder",
      "cd folder",
      "mkdir a",
      "rename a b",
      "ls -l",
      "rmdir b",
      "cd ..",
      "rmdir folder",
    ];
    const args = ["-F", test.lab.sshConfigFile, "-b", "-", "agent-1"];

    const { stdout, code } = await test.run("sftp", args, `${batch.join("\n")}\n`);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^drwx.* b$/m);
  });

  it("that are missing are said to be missing", async () => {
    const args = ["-F", test.lab.sshConfigFile, "-b", "-", "agent-1"];

    const { stderr, code } = await test.run("sftp", args, "get /no/such/file\n");

    expect(code).toBe(1);
    expect(stderr).toMatch(/not found/);
  });
});

describe("streams", () => {
  const listening = async (server: Server): Promise<number> => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  };
  const carry = (port: number, stdin: string) =>
    test.run("ssh", ["-F", test.lab.sshConfigFile, "-W", `127.0.0.1:${port}`, "agent-1"], stdin);

  it("are carried both ways and end when both sides have", async () => {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.setEncoding("utf8").once("data", (text: string) => socket.end(`heard ${text}`));
    });

    const { stdout, code } = await carry(await listening(server), "hello");
    server.close();

    expect({ stdout, code }).toEqual({ stdout: "heard hello", code: 0 });
  });

  it("to where nobody listens are refused as such", async () => {
    const { stderr, code } = await carry(1, "");

    expect(code).toBe(255);
    expect(stderr).toContain("open failed: connect failed");
  });

  it("are prohibited by the fault no-forwarding, as by AllowTcpForwarding no", async () => {
    const injectedAt = new Date().toISOString();
    changeFaults(test.lab, () => [{ id: "no-forwarding", target: "agent-1", params: {}, injectedAt }]);

    const { stderr, code } = await carry(1, "");
    changeFaults(test.lab, () => []);

    expect(code).toBe(255);
    expect(stderr).toContain("administratively prohibited");
  });
});

describe("the fault ssh-drop", () => {
  it("cuts off one command, which goes on all the same, and is over then", async () => {
    const params = { sessions: "1", after: "100" };
    changeFaults(test.lab, () => [
      { id: "ssh-drop", target: "agent-1", params, injectedAt: new Date().toISOString() },
    ]);
    const witness = join(test.node("agent-1").home, "went-on");

    const dropped = await test.ssh("agent-1", "sleep 1; touch went-on");
    const next = await test.ssh("agent-1", "sleep 1; test -e went-on");

    expect(dropped.code).toBe(255);
    expect(next.code).toBe(0);
    expect(existsSync(witness)).toBe(true);
    expect(readActiveFaults(test.lab)).toEqual([]);
  });
});
