import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import { type IngressRoute, ingressRoutes } from "../../domain/ingress-routes";
import { count, type Measurement, type Outcome, some } from "../probes/measurement";
import { sample, sampleOfOrigins } from "../probes/origins";
import { type Probe, type ProbeContext, probeCheck } from "../probes/probe";
import { type Errand, send } from "../probes/send";
import type { Baseline } from "../types";

const MOST_ROUTES = 200;
/** The controller's own words for an application that it cannot reach. Any other status is the application's business. */
const BROKEN = [502, 503, 504];
const NOT_FOUND = 404;

async function ask({ network, probes }: ProbeContext, node: string, route: IngressRoute): Promise<Outcome> {
  if (route.to === null) return { failure: "no ingress controller has taken it up" };
  const reply = await network.request(node, route.to, route.question, probes.timeoutMs);
  if ("failure" in reply) return { failure: reply.failure };
  const status = reply.answer;
  return BROKEN.includes(status) ? { failure: `HTTP ${status}`, status } : { failure: null, status };
}

async function measure(context: ProbeContext): Promise<readonly Measurement[] | "skip"> {
  const { cluster, probes } = context;
  if (!probes.ingress) return "skip";
  const [ingresses, services, nodes] = await Promise.all([
    cluster.ingresses(),
    cluster.services(),
    sampleOfOrigins(context),
  ]);
  const errands: Errand[] = nodes.flatMap((node) =>
    sample(ingressRoutes(ingresses, services, node), MOST_ROUTES).map((route) => ({
      node: node.name,
      what: route.what,
      ask: () => ask(context, node.name, route),
    })),
  );
  return errands.length === 0 ? "skip" : send(context, errands);
}

const from = (own: readonly Measurement[]): string => some(own.map(({ node }) => node));

function broken(failures: readonly Measurement[]): Finding[] {
  return [...Map.groupBy(failures, ({ what }) => what)].map(([what, own]) =>
    finding("INGRESS_BROKEN", `ingress ${what}`, `asked from ${from(own)}: ${own[0]?.failure}`),
  );
}

/** A controller that no longer reads an ingress says 404, as does an application; what it said before tells which. */
function lost(all: readonly Measurement[], baseline: Baseline | null): Finding[] {
  const before = baseline?.probes?.answers ?? {};
  const gone = all.filter(
    ({ what, status }) => status === NOT_FOUND && (before[what] ?? NOT_FOUND) !== NOT_FOUND,
  );
  return [...Map.groupBy(gone, ({ what }) => what)].map(([what, own]) => {
    const message = `asked from ${from(own)}: HTTP 404, it was ${before[what]} before`;
    return finding("INGRESS_LOST", `ingress ${what}`, message);
  });
}

export const ingressProbe: Probe = {
  id: "ingress",
  title: "ingress rules reach their applications",
  measure,
  judge: (failures, all, baseline) => [...broken(failures), ...lost(all, baseline)],
  extent(all) {
    const [rules, nodes] = [new Set(all.map(({ what }) => what)), new Set(all.map(({ node }) => node))];
    return `${count(rules.size, "rule")} from ${count(nodes.size, "node")}`;
  },
};

export const ingress = probeCheck(ingressProbe);
