import { finding } from "../../domain/finding-codes";
import type { Address, Reply } from "../../domain/ports";
import { apiAddress, dnsServer } from "../../domain/probe-targets";
import { count, type Measurement, type Outcome, some } from "../probes/measurement";
import { origins } from "../probes/origins";
import { type Probe, type ProbeContext, probeCheck } from "../probes/probe";
import { send } from "../probes/send";

const SUBJECT = "kube-system/kube-dns";

/** The API server's address is the one answer that is known beforehand on every cluster. */
function judgeAnswer(reply: Reply<readonly string[]>, expected: string): Outcome {
  if ("failure" in reply) return { failure: reply.failure };
  if (reply.answer.includes(expected)) return { failure: null };
  const said = reply.answer.length === 0 ? "no address" : reply.answer.join(", ");
  return { failure: `it answers ${said}, expected ${expected}`, code: "DNS_WRONG" };
}

async function ask(
  { network, probes }: ProbeContext,
  node: string,
  server: Address,
  expected: string,
): Promise<Outcome> {
  const name = `kubernetes.default.svc.${probes.clusterDomain}`;
  const type = expected.includes(":") ? "AAAA" : "A";
  return judgeAnswer(await network.lookUp(node, server, { name, type }, probes.timeoutMs), expected);
}

async function measure(context: ProbeContext): Promise<readonly Measurement[] | "skip"> {
  if (!context.probes.dns) return "skip";
  const services = await context.cluster.services();
  const [server, expected] = [dnsServer(services), apiAddress(services)];
  if (server === null || expected === null) return "skip";
  const nodes = await origins(context);
  const errands = nodes.map(({ name: node }) => ({
    node,
    what: SUBJECT,
    ask: () => ask(context, node, server, expected),
  }));
  return send(context, errands);
}

/** One finding for each way to fail, with the nodes that saw it. */
function judge(failures: readonly Measurement[]) {
  const alike = Map.groupBy(failures, ({ failure, code }) => `${code} ${failure}`);
  return [...alike.values()].map((group) => {
    const from = some(group.map(({ node }) => node));
    const message = `asked from ${from}: ${group[0]?.failure}`;
    return finding(group[0]?.code ?? "DNS_UNANSWERED", `service ${SUBJECT}`, message);
  });
}

export const dnsProbe: Probe = {
  id: "dns",
  title: "the cluster DNS answers every node",
  measure,
  judge,
  extent: (all) => `asked from ${count(all.length, "node")}`,
};

export const dns = probeCheck(dnsProbe);
