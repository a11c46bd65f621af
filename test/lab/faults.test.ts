import { readdirSync } from "node:fs";
import { faultClear, faultInject, faultList } from "../../lab/faults/faults";
import { changeFaults } from "../../lab/faults/faults-file";
import { FAULTS } from "../../lab/faults/registry";
import { sshDropDelay } from "../../lab/faults/ssh-drop";
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
