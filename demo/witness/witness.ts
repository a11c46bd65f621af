import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { verifyChain } from "../../domain/journal";
import { nodeAddress } from "../../lab/addresses";
import { nodeNames } from "../../lab/node/node-paths";
import type { LabPaths } from "../../lab/paths";
import type { LabState } from "../../lab/state";
import { type Route, type Sample, Traffic } from "../traffic/generator";
import { type RouteTally, type Span, tally } from "../traffic/tally";
import { compareRecords, type ReplicaChange } from "./compare-records";
import { daemonContainers, type Survival, survival } from "./containers";
import { type Mark, marksOf, type Phase, phasesOf } from "./phases";
import { readRecords } from "./records";

/** What those who use the cluster saw of one part of the story. */
export interface Chapter extends Span {
  readonly title: string;
  /** Why requests are expected to fail meanwhile. */
  readonly outage?: string | undefined;
  readonly routes: readonly RouteTally[];
  readonly records: readonly ReplicaChange[];
  readonly containers: Survival;
  readonly phases: readonly Phase[];
  readonly marks: readonly Mark[];
  readonly failures: readonly Sample[];
}

/** Ports of the lab's workloads on every node; see lab/workloads-real. */
const PORTS = { Service: 30080, Ingress: 30081 } as const;
const PACE = { perSecond: 20, timeoutMs: 5_000 };
/** What breaks just after the work belongs to it. */
const AFTERMATH_MS = 5_000;

/** Every way in is tried at every node, also at the one whose k3s is just being restarted. */
export function routesInto(state: LabState): Route[] {
  const addresses = nodeNames(state.servers, state.agents).map((name) => nodeAddress(state, name));
  return Object.entries(PORTS).map(([name, port]) => ({
    name,
    urls: addresses.map((address) => `http://${address}:${port}/`),
  }));
}

/** Uses the cluster while it is updated, and tells afterwards how that was. */
export class Witness {
  private readonly traffic: Traffic;

  constructor(
    private readonly lab: LabPaths,
    state: LabState,
  ) {
    this.traffic = new Traffic(routesInto(state), PACE);
    this.traffic.start();
  }

  /** Watches a piece of work; what the work throws is thrown on. */
  async watch(
    { title, outage }: Pick<Chapter, "title" | "outage">,
    work: () => Promise<void>,
  ): Promise<Chapter> {
    const [records, containers] = await this.look();
    const from = Date.now();
    await work();
    await sleep(AFTERMATH_MS);
    const to = Date.now();
    await this.traffic.answered();
    const [recordsAfter, containersAfter] = await this.look();
    const samples = this.traffic.soFar();
    return {
      title,
      outage,
      from,
      to,
      ...this.fromJournal({ from, to }),
      routes: tally(samples, { from, to }),
      records: compareRecords(records, recordsAfter),
      containers: survival(containers, containersAfter),
      failures: samples.filter(({ at, failure }) => failure !== null && at >= from && at < to),
    };
  }

  async stop(): Promise<void> {
    await this.traffic.stop();
  }

  private look() {
    return Promise.all([readRecords(this.lab), daemonContainers(this.lab)]);
  }

  private fromJournal(span: Span): Pick<Chapter, "phases" | "marks"> {
    const file = join(this.lab.dir, "state", "journal.jsonl");
    const { entries } = verifyChain(existsSync(file) ? readFileSync(file, "utf8") : "");
    return { phases: phasesOf(entries, span), marks: marksOf(entries, span) };
  }
}
