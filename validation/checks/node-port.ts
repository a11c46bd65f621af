import { finding } from "../../domain/finding-codes";
import { concerns, nodePortTargets, openServices } from "../../domain/probe-targets";
import { count, type Measurement, some } from "../probes/measurement";
import { origins } from "../probes/origins";
import { type Probe, type ProbeContext, probeCheck } from "../probes/probe";
import { type Errand, send } from "../probes/send";
import { outcomeOf } from "./service";

/** Each node connects to its own address: whoever comes from outside is served by the same rules of kube-proxy. */
async function measure(context: ProbeContext): Promise<readonly Measurement[] | "skip"> {
  const { cluster, network, probes } = context;
  if (!probes.nodePorts) return "skip";
  const [services, pods, isolations, nodes] = await Promise.all([
    cluster.services(),
    cluster.pods(),
    cluster.isolations(),
    origins(context),
  ]);
  const targets = nodePortTargets(openServices(services, pods, isolations));
  const errands: Errand[] = nodes.flatMap(({ name: node, internalIps: [host] }) => {
    if (host === undefined) return [];
    const own = targets.filter((target) => concerns(target, node));
    return own.map(({ what, port }) => ({
      node,
      what,
      ask: async () => outcomeOf(await network.connect(node, { host, port }, probes.timeoutMs)),
    }));
  });
  return errands.length === 0 ? "skip" : send(context, errands);
}

function judge(failures: readonly Measurement[]) {
  return [...Map.groupBy(failures, ({ what }) => what)].map(([what, own]) => {
    const message = `does not answer on ${some(own.map(({ node }) => node))}: ${own[0]?.failure}`;
    return finding("NODE_PORT_CLOSED", `node port ${what}`, message);
  });
}

export const nodePortProbe: Probe = {
  id: "node-port",
  title: "node ports answer on the nodes that owe an answer",
  measure,
  judge,
  extent: (all) => count(all.length, "port of a node", "ports of nodes"),
};

export const nodePort = probeCheck(nodePortProbe);
