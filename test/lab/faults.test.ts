import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { inspectHost } from "../../detection/inspect-scripts";
import { faultClear, faultInject, faultList } from "../../lab/faults/faults";
import { changeFaults } from "../../lab/faults/faults-file";
import { FAULTS } from "../../lab/faults/registry";
import { sshDropDelay } from "../../lab/faults/ssh-drop";
import { runs } from "../../lab/real/processes";
import { scriptCommand } from "../../providers/adapters/quote";
import { eventually, makeTestLab, type TestLab } from "./test-lab";

jest.setTimeout(30_000);

let test: TestLab;

beforeAll(async () => {
  test = await makeTestLab();
});

afterAll(() => test.remove());

afterEach(() => changeFaults(test.lab, () => []));

describe("the registry", () => {
  it("has every fault in the folder", () => {
    const files = readdirSync("lab/faults").map((file) => file.replace(/\.ts$/, ""));
    const helpers = ["fault", "faults", "faults-file", "registry", "download-faults"];

    expect(FAULTS.map(({ id }) => id).sort()).toEqual(files.filter((file) => !helpers.includes(file)).sort());
  });
});

describe("a fault", () => {
  it.each([
    ["no-such-fault", "", {}, /there is no fault "no-such-fault"/],
    ["stopped-node", "", {}, /strikes one node/],
    ["stopped-node", "agent-9", {}, /has no node "agent-9"/],
    ["corrupt-download", "v0.0.1", {}, /the mirror has no version "v0.0.1"/],
    ["ssh-drop", "agent-1", { often: "1" }, /no parameter "often"/],
  ])("is refused when it makes no sense: %s %s %j", async (id, target, params, message) => {
    await expect(faultInject(test.lab, id, target, params)).rejects.toThrow(message);
    expect(faultList(test.lab).flatMap(({ active }) => active)).toEqual([]);
  });

  it("replaces an earlier one of its kind on the same target", async () => {
    await faultInject(test.lab, "ssh-drop", "agent-1", { sessions: "2" });
    await faultInject(test.lab, "ssh-drop", "agent-1", { sessions: "5" });

    const active = faultList(test.lab).flatMap((fault) => fault.active);

    expect(active).toMatchObject([{ id: "ssh-drop", target: "agent-1", params: { sessions: "5" } }]);
  });

  it("ends by itself when its time is over", async () => {
    const { injectedAt } = await faultInject(test.lab, "ssh-drop", "", { seconds: "10", after: "50" });
    const start = Date.parse(injectedAt);

    expect(sshDropDelay(test.lab, "agent-1", start + 9_000)).toBe(50);
    expect(sshDropDelay(test.lab, "agent-1", start + 11_000)).toBeUndefined();
  });
});

describe("a fault of real nodes", () => {
  const ids = FAULTS.filter(({ needsRealNodes }) => needsRealNodes === true).map(({ id }) => id);

  it.each(ids)("is refused on simulated ones, with the way to get real ones: %s", async (id) => {
    await expect(faultInject(test.lab, id, "agent-1")).rejects.toMatchObject({
      kind: "usage",
      code: "FAULT_NEEDS_REAL_NODES",
      next: expect.stringContaining("--nodes real"),
    });
    expect(faultList(test.lab).flatMap(({ active }) => active)).toEqual([]);
  });

  it.each([
    ["kubelet", ["k3s", "kubelet", "--config=x"], true],
    ["kubelet", ["k3s", "kube-proxy"], false],
    ["containerd", ["/lab/runtime/containerd", "--config"], true],
    ["containerd", ["/lab/runtime/containerd-shim-runc-v2", "-namespace"], false],
    ["etcd", ["/lab/runtime/etcd", "--name=server-1"], true],
    ["etcd", [""], false],
  ] as const)("finds a %s by its command line: %j %s", (program, command, found) => {
    expect(runs(program, command)).toBe(found);
  });
});

describe("the fault clock-jump", () => {
  const dateSays = async () => Number((await test.ssh("agent-1", "date +%s")).stdout);
  /** As an inspection of the product reads it. */
  const inspectionSays = async () => {
    const { name, text } = inspectHost;
    const command = scriptCommand(name, text, ["k3s-agent.service"], false);
    const { stdout } = await test.ssh("agent-1", command);
    return Number(/^now=(\d+)$/m.exec(stdout)?.[1]) / 1000;
  };

  it.each([
    ["its date", dateSays],
    ["an inspection", inspectionSays],
  ])("changes what %s says of a node's clock, until it is cleared", async (_, says) => {
    const daemon = await test.boot("agent-1");

    await faultInject(test.lab, "clock-jump", "agent-1", { seconds: "-7200" });
    expect(Math.abs((await says()) - Date.now() / 1000 + 7200)).toBeLessThan(10);

    await faultClear(test.lab, "clock-jump", "agent-1");
    expect(Math.abs((await says()) - Date.now() / 1000)).toBeLessThan(10);
    await daemon.close();
  });

  it("leaves the times of files alone", async () => {
    const daemon = await test.boot("agent-1");
    const placed = async () => (await test.ssh("agent-1", "stat -L -c %Z /bin/sh")).stdout;
    const before = await placed();

    await faultInject(test.lab, "clock-jump", "agent-1", { seconds: "-7200" });
    expect(await placed()).toBe(before);
    await faultClear(test.lab, "clock-jump", "agent-1");
    await daemon.close();
  });

  it("changes what Node.js reads on this machine in the middle of its run, not how its timers run", async () => {
    const program = `
      const before = Date.now();
      setTimeout(() => console.log(Math.round((Date.now() - before) / 1000), new Date(0).getTime()), 400);
      console.error("ready");`;
    const env = { ...process.env, GITOPS_UPDATES_LAB_FAULTS: test.lab.faultsFile };
    const child = spawn(process.execPath, ["--require", "./lab/assets/jumped-clock.cjs", "-e", program], {
      env,
    });
    await once(child.stderr, "data");
    await faultInject(test.lab, "clock-jump", "", { seconds: "3600" });

    const [said] = await once(child.stdout.setEncoding("utf8"), "data");

    expect(said).toMatch(/^360[0-9] 0\n$/);
  });

  it("takes whole seconds only", async () => {
    await expect(faultInject(test.lab, "clock-jump", "agent-1", { seconds: "$(reboot)" })).rejects.toThrow(
      /seconds cannot be/,
    );
  });
});

describe("the fault stopped-node", () => {
  it("stops k3s, lasts over a restart of the node, and ends by being cleared", async () => {
    const first = await test.boot("agent-1");
    const service = () => first.manager.find("k3s-agent")?.state.active;
    await eventually(() => service() === "active");

    await faultInject(test.lab, "stopped-node", "agent-1");
    expect(service()).toBe("inactive");
    await first.close();

    const second = await test.boot("agent-1");
    expect(second.manager.find("k3s-agent")?.state.active).toBe("inactive");
    await faultClear(test.lab, "all");
    await eventually(() => second.manager.find("k3s-agent")?.state.active === "active");
  });
});
