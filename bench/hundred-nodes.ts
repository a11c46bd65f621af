import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BenchProject } from "./project";

const NODES = 100;
const PODS = 1000;
const LAB_NODES = ["server-1", "agent-1", "agent-2"];
const POLL_MS = 1_000;
const PATIENCE_MS = 180_000;

const simulated = Array.from(
  { length: NODES - LAB_NODES.length },
  (_, index) => `sim-${String(index + 1).padStart(3, "0")}`,
);

/** kubectl on the lab's server, through its SSH like everything else. */
const kubectl = async (project: BenchProject, words: string): Promise<string> =>
  (await project.run("lab", "ssh", "server-1", "--", `k3s kubectl ${words}`)).stdout;

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await sleep(POLL_MS);
  }
}

/** Leases and their judge as kubelets and Kubernetes have them by default; a lab is in more of a hurry. */
const LEASE_SECONDS = 40;
const GRACE_SECONDS = 50;

const addTo = (project: BenchProject, node: string, lines: string): void =>
  appendFileSync(join(project.dir, `.lab/default/nodes/${node}/root/etc/rancher/k3s/config.yaml`), lines);

/**
 * Grows the lab to 100 nodes and 1,000 pods: one agent plays the other 97 nodes. Their hosts are the lab's three
 * SSH servers in turn, so that every node costs the preview a real session.
 */
export async function growToHundred(project: BenchProject): Promise<void> {
  const grace = `node-monitor-grace-period=${GRACE_SECONDS}s`;
  addTo(project, "server-1", `kube-controller-manager-arg:\n  - ${grace}\n`);
  addTo(project, "agent-2", `lab-nodes: ${JSON.stringify(simulated)}\nlab-lease-seconds: ${LEASE_SECONDS}\n`);
  await project.run("lab", "ssh", "server-1", "--", "systemctl restart k3s");
  await project.run("lab", "ssh", "agent-2", "--", "systemctl restart k3s-agent");
  await until("100 Ready nodes", async () => {
    const ready = await kubectl(project, "get nodes --no-headers");
    return ready.split("\n").filter((line) => / Ready /.test(line)).length === NODES;
  });
  await kubectl(project, `create deployment crowd --image=none --replicas=${PODS}`);
  await until("1,000 running pods", async () => {
    const count = await kubectl(project, "get deployment crowd -o 'jsonpath={.status.readyReplicas}'");
    return Number(count) === PODS;
  });
  const nodes = [
    ...LAB_NODES.map((name) => ({ name, host: name })),
    ...simulated.map((name, index) => ({ name, host: LAB_NODES[index % LAB_NODES.length] })),
  ];
  project.configure({ cluster: { ...project.read("cluster"), nodes } });
}
