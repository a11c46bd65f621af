import "../helpers/without-kubeconfig";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { takeBaseline } from "../../validation/baseline";
import { findingsOf, validateOnce } from "../../validation/run";
import { afterCluster } from "../../validation/suites";
import type { Baseline, CheckContext } from "../../validation/types";
import { API_ADDRESS } from "../helpers/fake-kubernetes";
import { ALL_PROBES, busyWorld, type FakeWorld } from "../helpers/fake-world";
import { type SshNodes, startSshNodes } from "../helpers/ssh-nodes";
import { closedPort, dnsServer, httpServer, tcpServer } from "../helpers/tcp-servers";
import { tempFolder } from "../helpers/temp-folder";

// The probes as they are: the real OpenSSH client, real SSH servers, real DNS, HTTP and TCP servers on loopback. What
// stands in are the API, which only says what to expect, and the table by which a node finds a cluster IP.
jest.setTimeout(60_000);

const NAME = "kubernetes.default.svc.cluster.local";
const probes = afterCluster.filter((check) => check.probes === true);

let nodes: SshNodes;
beforeAll(async () => {
  nodes = await startSshNodes(2);
});
afterEach(() => nodes.reset());
afterAll(() => nodes.close());

interface Stage {
  readonly world: FakeWorld;
  readonly folder: string;
  readonly ipOf: (service: string) => string;
  /** Port of this machine where the web shop's service ends. */
  readonly web: number;
}

/** Everything that the fake cluster promises, kept by real servers. */
async function setStage(): Promise<Stage> {
  const world = busyWorld();
  const { kubernetes } = world;
  const ipOf = (service: string): string => kubernetes.service(service).clusterIp ?? "";
  const [web, http] = [await tcpServer(), await httpServer((_request, answer) => answer.end("shop"))];
  nodes.route(`${ipOf("kube-system/kube-dns")}:53`, await dnsServer({ [NAME]: API_ADDRESS }));
  nodes.route(`${API_ADDRESS}:443`, await tcpServer());
  for (const { clusterIp, ports } of kubernetes.serviceObjects)
    for (const { port } of ports) if (port !== 53) nodes.route(`${clusterIp}:${port}`, web);
  for (const { internalIps } of kubernetes.nodes)
    for (const port of [80, 443, 30080, 30443]) nodes.route(`${internalIps[0]}:${port}`, http);
  const folder = join(tempFolder(), "pvc-1");
  mkdirSync(folder);
  kubernetes.storage.volumes.splice(0, 1, { name: "pvc-1", hostPath: folder });
  return { world, folder, ipOf, web };
}

const contextOf = ({ world }: Stage, baseline: Baseline | null = null): CheckContext => ({
  cluster: world.open().cluster,
  shell: nodes.shell,
  network: nodes.network,
  clock: { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => undefined },
  probes: { ...ALL_PROBES, timeoutMs: 3_000 },
  target: null,
  baseline,
  origins: null,
});

const run = (stage: Stage, baseline: Baseline | null = null) =>
  validateOnce(probes, contextOf(stage, baseline));

const outcomes = ({ results }: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(results.map(({ id, outcome }) => [id, outcome]));

test("what works passes, measured from every node, and quickly", async () => {
  const stage = await setStage();
  const begun = Date.now();

  const verdict = await run(stage);

  expect(findingsOf(verdict)).toEqual([]);
  expect(verdict.results.map(({ id, outcome, extent }) => [id, outcome, extent])).toEqual([
    ["dns", "passed", "asked from 3 nodes"],
    ["service", "passed", "6 ports from 3 nodes"],
    ["node-port", "passed", "6 ports of nodes"],
    ["ingress", "passed", "1 rule from 3 nodes"],
    ["storage", "passed", "1 claim, 1 mount"],
  ]);
  expect(Date.now() - begun).toBeLessThan(20_000);
});

/** What is broken for real, the check that must say so, and what it says. */
const BREAKS: readonly (readonly [string, string, (stage: Stage) => unknown, object])[] = [
  [
    "DNS does not answer one node",
    "dns",
    ({ ipOf }) => nodes.swallow(`${ipOf("kube-system/kube-dns")}:53`, "agent-2"),
    { code: "DNS_UNANSWERED", message: "asked from agent-2: no answer within 3 s" },
  ],
  [
    "DNS does not know the API server",
    "dns",
    async ({ ipOf }) => nodes.route(`${ipOf("kube-system/kube-dns")}:53`, await dnsServer({})),
    { code: "DNS_UNANSWERED", message: expect.stringContaining("NXDOMAIN") },
  ],
  [
    "DNS gives another address",
    "dns",
    async ({ ipOf }) => {
      nodes.route(`${ipOf("kube-system/kube-dns")}:53`, await dnsServer({ [NAME]: "10.96.0.1" }));
    },
    { code: "DNS_WRONG", message: expect.stringContaining("10.96.0.1, expected 10.43.0.1") },
  ],
  [
    "nobody listens behind a service",
    "service",
    async ({ ipOf }) => nodes.route(`${ipOf("shop/web")}:80`, await closedPort()),
    { code: "SERVICE_UNREACHABLE", subject: "service shop/web:80" },
  ],
  [
    "one node's kube-proxy has lost a service",
    "service",
    ({ ipOf }) => nodes.swallow(`${ipOf("shop/web")}:80`, "agent-1"),
    { code: "NODE_ISOLATED", subject: "node agent-1", message: expect.stringContaining("shop/web:80") },
  ],
  [
    "a node port is shut on one node",
    "node-port",
    ({ world }) => nodes.swallow(`${world.kubernetes.node("agent-1").internalIps[0]}:30080`, "agent-1"),
    { code: "NODE_PORT_CLOSED", message: "does not answer on agent-1: no answer within 3 s" },
  ],
  ...[502, 503, 504].map(
    (status) =>
      [
        `the ingress controller answers ${status}`,
        "ingress",
        async ({ world }: Stage) => {
          const port = await httpServer((_request, answer) => answer.writeHead(status).end());
          for (const { internalIps } of world.kubernetes.nodes) nodes.route(`${internalIps[0]}:80`, port);
        },
        { code: "INGRESS_BROKEN", message: expect.stringContaining(`HTTP ${status}`) },
      ] as const,
  ),
  [
    "the ingress controller hangs up",
    "ingress",
    async ({ world }) => {
      const port = await tcpServer((socket) => socket.end());
      for (const { internalIps } of world.kubernetes.nodes) nodes.route(`${internalIps[0]}:80`, port);
    },
    { code: "INGRESS_BROKEN", subject: "ingress shop/web shop.example.org/" },
  ],
  [
    "a volume's folder is gone",
    "storage",
    ({ folder }) => rmSync(folder, { recursive: true }),
    { code: "VOLUME_NOT_MOUNTED", subject: "volume shop/db-1 data" },
  ],
  [
    "a volume is not mounted",
    "storage",
    ({ world }) => world.kubernetes.storage.volumes.splice(0, 1, { name: "pvc-1", hostPath: null }),
    { code: "VOLUME_NOT_MOUNTED", message: "on agent-1: is not mounted" },
  ],
];

describe.each(BREAKS)("when %s", (_what, id, breakIt, expected) => {
  test(`${id} fails and says so, and the other probes pass`, async () => {
    const stage = await setStage();
    await breakIt(stage);

    const verdict = await run(stage);

    expect(findingsOf(verdict)).toEqual([expect.objectContaining(expected)]);
    expect(outcomes(verdict)).toEqual({
      ...Object.fromEntries(probes.map((check) => [check.id, "passed"])),
      [id]: "failed",
    });
  });

  test("it is not held against a run that found it so, over the journal's JSON", async () => {
    const stage = await setStage();
    await breakIt(stage);
    const memory = JSON.parse(JSON.stringify(await takeBaseline(contextOf(stage)))) as Baseline;

    expect(findingsOf(await run(stage, memory))).toEqual([]);
  });
});

test("any other status of an application is an answer, unless the rule was served before", async () => {
  const stage = await setStage();
  const before = await takeBaseline(contextOf(stage));
  const port = await httpServer((_request, answer) => answer.writeHead(404).end());
  for (const { internalIps } of stage.world.kubernetes.nodes) nodes.route(`${internalIps[0]}:80`, port);

  expect(findingsOf(await run(stage))).toEqual([]);
  expect(findingsOf(await run(stage, before))).toMatchObject([
    { code: "INGRESS_LOST", message: expect.stringContaining("HTTP 404, it was 200 before") },
  ]);
});

test("what breaks after the memory was taken is held against the run, beside what was broken before", async () => {
  const stage = await setStage();
  nodes.swallow(`${stage.ipOf("shop/web")}:80`, "agent-1");
  const before = await takeBaseline(contextOf(stage));
  nodes.swallow(`${stage.ipOf("shop/web")}:80`, "agent-2");

  expect(findingsOf(await run(stage, before))).toMatchObject([
    { code: "NODE_ISOLATED", subject: "node agent-2" },
  ]);
});

describe("a node whose SSH server carries no streams", () => {
  test("is named by each probe that needs them, and the other nodes are measured", async () => {
    const stage = await setStage();
    nodes.forbid("agent-2");

    const verdict = await run(stage);

    const one = {
      code: "SSH_FORWARDING",
      subject: "node agent-2",
      next: expect.stringContaining("AllowTcp"),
    };
    expect(findingsOf(verdict)).toEqual(Array.from({ length: 4 }, () => expect.objectContaining(one)));
    expect(outcomes(verdict)).toMatchObject({ dns: "failed", storage: "passed" });
  });

  test("stops no run, but where nothing can be measured nothing has passed", async () => {
    const stage = await setStage();
    for (const name of nodes.names) nodes.forbid(name);
    const before = await takeBaseline(contextOf(stage));

    expect(outcomes(await run(stage, before))).toEqual({
      dns: "skipped",
      service: "skipped",
      "node-port": "skipped",
      ingress: "skipped",
      storage: "passed",
    });
  });
});
