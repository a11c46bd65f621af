import { apiUrl, nodeAddress, sshPort } from "../../lab/addresses";
import { labPathsAt } from "../../lab/paths";
import { namespaceOf, prefixOf } from "../../lab/real/network";
import type { LabState } from "../../lab/state";

const ports = { mirror: 1, api: 20001, nodes: { "server-1": 20002 } };
const simulated: LabState = {
  version: "v1.35.4+k3s1",
  servers: 1,
  agents: 2,
  kind: "simulated",
  subnet: "",
  ports,
};
const real: LabState = { ...simulated, kind: "real", subnet: "10.213.7" };

describe("addresses", () => {
  it("of simulated nodes are ports of the loopback", () => {
    expect([nodeAddress(simulated, "agent-2"), sshPort(simulated, "server-1")]).toEqual(["127.0.0.1", 20002]);
    expect(apiUrl(simulated)).toBe("https://127.0.0.1:20001");
  });

  it("of real nodes differ, with the usual ports", () => {
    const names = ["server-1", "server-3", "agent-1", "agent-2"];
    const three = { ...real, servers: 3 };

    expect(names.map((name) => nodeAddress(three, name).split(".").at(-1))).toEqual(["11", "13", "14", "15"]);
    expect(sshPort(three, "agent-1")).toBe(22);
  });

  it("of the API is that of the only server, or of the balancer before several", () => {
    expect(apiUrl(real)).toBe("https://10.213.7.11:6443");
    expect(apiUrl({ ...real, servers: 3 })).toBe("https://10.213.7.1:6443");
  });
});

describe("names of network devices", () => {
  const one = labPathsAt("/a/.lab/default");
  const other = labPathsAt("/b/.lab/default");

  it("differ between labs and fit into the kernel's 15 characters", () => {
    expect(prefixOf(one)).not.toBe(prefixOf(other));
    expect(`${prefixOf(one)}a12`.length).toBeLessThanOrEqual(15);
    expect(namespaceOf(one, "agent-1")).toBe(`${prefixOf(one)}-agent-1`);
  });
});
