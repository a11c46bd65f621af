import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import type { Reply } from "../../domain/ports";
import {
  clusterTargets,
  concerns,
  dnsServer,
  openServices,
  type PortTarget,
} from "../../domain/probe-targets";
import { count, type Measurement, type Outcome, some } from "../probes/measurement";
import { sample, sampleOfOrigins } from "../probes/origins";
import { type Probe, type ProbeContext, probeCheck } from "../probes/probe";
import { type Errand, send } from "../probes/send";

/** Beyond these a node has proven that its kube-proxy works; each costs a connection to somebody's application. */
const MOST_PORTS = 200;

export const outcomeOf = (reply: Reply<unknown>): Outcome => ({
  failure: "failure" in reply ? reply.failure : null,
});

/** The DNS is asked a question of its own, which says more than a connection. */
async function targetsOf({ cluster, probes }: ProbeContext): Promise<readonly PortTarget[]> {
  const [services, pods, isolations] = await Promise.all([
    cluster.services(),
    cluster.pods(),
    cluster.isolations(),
  ]);
  const dns = probes.dns ? dnsServer(services) : null;
  const targets = clusterTargets(openServices(services, pods, isolations)).filter(
    ({ clusterIp, port }) => clusterIp !== dns?.host || port !== dns.port,
  );
  return sample(targets, MOST_PORTS);
}

async function measure(context: ProbeContext): Promise<readonly Measurement[] | "skip"> {
  const { network, probes } = context;
  if (!probes.services) return "skip";
  const [targets, nodes] = await Promise.all([targetsOf(context), sampleOfOrigins(context)]);
  const errands: Errand[] = nodes.flatMap(({ name: node }) =>
    targets
      .filter((target) => concerns(target, node))
      .map(({ what, port, clusterIp: host }) => ({
        node,
        what,
        ask: async () => outcomeOf(await network.connect(node, { host, port }, probes.timeoutMs)),
      })),
  );
  return errands.length === 0 ? "skip" : send(context, errands);
}

const listed = (failures: readonly Measurement[]): string =>
  some(failures.map(({ what, failure }) => `${what} (${failure})`));

/** A node from which nothing answers is ill itself; one service of one is no evidence for that. */
function isBlind(node: string, failures: readonly Measurement[], all: readonly Measurement[]): boolean {
  const asked = all.filter((it) => it.node === node).length;
  return asked > 1 && failures.filter((it) => it.node === node).length === asked;
}

const blindNode = (node: string, failures: readonly Measurement[]): Finding =>
  finding("NODE_ISOLATED", `node ${node}`, `no service answers from it: ${listed(failures)}`);

/** Silent from wherever it was asked: the service is at fault, not a node. */
const isSilent = (what: string, failures: readonly Measurement[], all: readonly Measurement[]): boolean =>
  all.filter((it) => it.what === what).length === failures.filter((it) => it.what === what).length;

function silentService(what: string, failures: readonly Measurement[]): Finding {
  const message = `does not answer from ${some(failures.map(({ node }) => node))}: ${failures[0]?.failure}`;
  return finding("SERVICE_UNREACHABLE", `service ${what}`, message);
}

const partlyBlind = (node: string, failures: readonly Measurement[]): Finding =>
  finding(
    "NODE_ISOLATED",
    `node ${node}`,
    `services that answer elsewhere do not from here: ${listed(failures)}`,
  );

function judge(failures: readonly Measurement[], all: readonly Measurement[]): Finding[] {
  const blind = new Set(failures.map(({ node }) => node).filter((node) => isBlind(node, failures, all)));
  const sees = ({ node }: Measurement): boolean => !blind.has(node);
  const [seen, rest] = [all.filter(sees), failures.filter(sees)];
  const silent = Map.groupBy(
    rest.filter(({ what }) => isSilent(what, rest, seen)),
    ({ what }) => what,
  );
  const partly = Map.groupBy(
    rest.filter(({ what }) => !silent.has(what)),
    ({ node }) => node,
  );
  const ofBlind = Map.groupBy(
    failures.filter((it) => !sees(it)),
    ({ node }) => node,
  );
  return [
    ...[...ofBlind].map(([node, own]) => blindNode(node, own)),
    ...[...silent].map(([what, own]) => silentService(what, own)),
    ...[...partly].map(([node, own]) => partlyBlind(node, own)),
  ];
}

export const serviceProbe: Probe = {
  id: "service",
  title: "services with ready endpoints accept connections from the nodes",
  measure,
  judge,
  extent(all) {
    const [ports, nodes] = [new Set(all.map(({ what }) => what)), new Set(all.map(({ node }) => node))];
    return `${count(ports.size, "port")} from ${count(nodes.size, "node")}`;
  },
};

export const service = probeCheck(serviceProbe);
