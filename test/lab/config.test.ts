import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utils } from "ssh2";
import { parse } from "yaml";
import { inventoryText, writeProductFiles } from "../../lab/inventory";
import { parseEnvironment, parseUnit, renderUnit } from "../../lab/node/unit-file";
import { labPaths, labPathsAt } from "../../lab/paths";
import { prepareLab } from "../../lab/prepare";
import { ensureKeyPair, knownHost, sshConfig } from "../../lab/ssh-files";

jest.setTimeout(30_000);

const base = mkdtempSync(join(tmpdir(), "config-test-"));

afterAll(() => rmSync(base, { recursive: true }));

describe("the inventory", () => {
  it("describes the lab as any other cluster", async () => {
    const lab = labPathsAt(join(base, "inventory"));
    const state = await prepareLab(lab, { agents: 2 });
    const mirror = `http://127.0.0.1:${state.ports.mirror}`;

    expect(parse(inventoryText(lab, state))).toEqual({
      name: "lab-inventory",
      kubeconfig: join(lab.dir, "nodes/server-1/root/etc/rancher/k3s/k3s.yaml"),
      nodes: ["server-1", "agent-1", "agent-2"].map((name) => ({ name, host: name })),
      carriesTraffic: false,
      ssh: { configFile: join(lab.dir, "ssh/config") },
      sources: {
        k3s: {
          channels: `${mirror}/v1-release/channels`,
          releases: `${mirror}/repos/k3s-io/k3s/releases`,
          download: `${mirror}/k3s-io/k3s/releases/download`,
        },
        security: { osv: null, github: null, endOfLife: null },
      },
    });
    rmSync(lab.runDir, { recursive: true });
  });

  it("comes with a passphrase that is made once and nobody else can read", async () => {
    const lab = labPathsAt(join(base, "passphrase"));
    const state = await prepareLab(lab, {});
    writeProductFiles(lab, state);
    const first = readFileSync(lab.passphraseFile, "utf8");
    writeProductFiles(lab, state);

    expect(readFileSync(lab.passphraseFile, "utf8")).toBe(first);
    expect(first.length).toBeGreaterThan(30);
    expect(statSync(lab.passphraseFile).mode & 0o777).toBe(0o600);
    rmSync(lab.runDir, { recursive: true });
  });
});

describe("a key pair", () => {
  it("is made again when the library cannot read what it wrote", () => {
    const make = jest.spyOn(utils, "generateKeyPairSync");
    make.mockReturnValueOnce({ private: "garbage", public: "garbage" } as never);
    const file = join(base, "keys", "id_ed25519");

    ensureKeyPair(file, "lab");

    expect(utils.parseKey(readFileSync(file))).not.toBeInstanceOf(Error);
    expect(make).toHaveBeenCalledTimes(2);
    make.mockRestore();
  });
});

describe("the ssh files", () => {
  const lab = labPathsAt("/a b/100%/lab");
  const LOCAL = { name: "agent-1", address: "127.0.0.1", port: 20022 };

  it("quote paths and keep strangers out", () => {
    const text = sshConfig(lab, [{ ...LOCAL, hostKey: "" }]);

    expect(text).toContain("Host agent-1\n  HostName 127.0.0.1\n  Port 20022\n");
    expect(text).toContain('IdentityFile "/a b/100%%/lab/ssh/id_ed25519"\n  IdentitiesOnly yes\n');
    expect(text).toContain("StrictHostKeyChecking yes\n");
  });

  it("know each host by its port", () => {
    const line = knownHost({ ...LOCAL, hostKey: "ssh-ed25519 AAAA agent-1" });

    expect(line).toBe("[127.0.0.1]:20022 ssh-ed25519 AAAA\n");
    const real = { name: "agent-1", address: "10.213.1.12", port: 22, hostKey: "ssh-ed25519 BBBB" };
    expect(knownHost(real)).toBe("10.213.1.12 ssh-ed25519 BBBB\n");
  });
});

describe("the unit file", () => {
  const unit = {
    binary: "/n/usr/local/bin/k3s",
    role: "agent",
    configFile: "/a b/config.yaml",
    envFile: "/n/k3s.env",
  };

  it("is read as it was written", () => {
    expect(parseUnit("/u", renderUnit(unit))).toMatchObject({
      type: "notify",
      restartSeconds: 5,
      execStart: ["/n/usr/local/bin/k3s", "agent", "--config", "/a b/config.yaml"],
      environmentFiles: [{ path: "/n/k3s.env", optional: true }],
    });
  });

  it("quotes a binary whose path has a blank", () => {
    const text = renderUnit({ ...unit, binary: "/my lab/k3s" });

    expect(parseUnit("/u", text).execStart[0]).toBe("/my lab/k3s");
  });

  it.each([
    ["A=1\nB='two words'\n", { A: "1", B: "two words" }],
    ['# A=0\n\n A="x=y"\nnonsense\n', { A: "x=y" }],
  ])("has environment files like %j", (text, expected) => {
    expect(parseEnvironment(text)).toEqual(expected);
  });
});

describe("a lab", () => {
  it("keeps its ports, and gives up those that somebody else took meanwhile", async () => {
    const lab = labPathsAt(join(base, "ports"));
    const first = await prepareLab(lab, { agents: 1 });
    const again = await prepareLab(lab, {});
    const thief = createServer().listen(first.ports.mirror, "127.0.0.1");
    const moved = await prepareLab(lab, {});
    thief.close();

    expect(again).toEqual(first);
    expect(moved.ports).toEqual({ ...first.ports, mirror: moved.ports.mirror });
    expect(moved.ports.mirror).not.toBe(first.ports.mirror);
    rmSync(lab.runDir, { recursive: true });
  });

  it("does not change its size by itself", async () => {
    const lab = labPathsAt(join(base, "size"));
    await prepareLab(lab, { agents: 1 });

    await expect(prepareLab(lab, { agents: 3 })).rejects.toThrow(/was made with agents 1, and stays so/);
    await expect(prepareLab(lab, { servers: 3 })).rejects.toThrow(/was made with servers 1, and stays so/);
    await expect(prepareLab(lab, { kind: "real" })).rejects.toThrow(/was made with kind simulated/);
    rmSync(lab.runDir, { recursive: true });
  });

  it("has several servers on real nodes only, and never none", async () => {
    const lab = labPathsAt(join(base, "servers"));

    await expect(prepareLab(lab, { servers: 3 })).rejects.toThrow(/on real nodes only/);
    await expect(prepareLab(lab, { servers: 0, kind: "real" })).rejects.toThrow(/needs a server/);
  });

  it.each(["", "../up", "Lab", "a b", "a".repeat(40)])("is not called %j", (name) => {
    expect(() => labPaths(name, "/project")).toThrow(/cannot be the name of a lab/);
  });

  it("has sockets whose paths are short enough, however long its own is", () => {
    expect(join(labPathsAt(`/${"deep/".repeat(40)}lab`).runDir, "server-1.sock").length).toBeLessThan(104);
  });
});
