import { setTimeout as sleep } from "node:timers/promises";
import { askOnce } from "./ask-once";

/** A way into the cluster: the same service at several addresses, which are asked in turn. */
export interface Route {
  readonly name: string;
  readonly urls: readonly string[];
}

/** One request as the client saw it. */
export interface Sample {
  readonly route: string;
  readonly url: string;
  /** When it was sent, in milliseconds since 1970. */
  readonly at: number;
  readonly tookMs: number;
  /** Why there was no good answer; `null` when there was one. */
  readonly failure: string | null;
}

export interface TrafficOptions {
  /** Requests a second on each route. */
  readonly perSecond: number;
  /** How long an answer may take, connecting included. */
  readonly timeoutMs: number;
}

/**
 * Sends requests on every route at a steady pace and keeps what became of each. Requests do not wait for the answers
 * before them, so a cluster that hangs gets as many as one that answers; and every one has a connection of its own,
 * so that each of them finds its way through the cluster anew.
 */
export class Traffic {
  private readonly samples: Sample[] = [];
  private readonly open = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private pacing: Promise<void>[] = [];

  constructor(
    private readonly routes: readonly Route[],
    private readonly options: TrafficOptions,
  ) {}

  start(): void {
    this.pacing = this.routes.map((route) => this.pace(route));
  }

  /** What has been answered, or given up, so far. */
  soFar(): readonly Sample[] {
    return this.samples;
  }

  /** Waits for the answers to everything that was sent so far. */
  async answered(): Promise<void> {
    await Promise.all(this.open);
  }

  /** Sends no more, and waits for the answers that are on their way. */
  async stop(): Promise<readonly Sample[]> {
    this.stopping.abort();
    await Promise.all(this.pacing);
    await Promise.all(this.open);
    return this.samples;
  }

  private async pace(route: Route): Promise<void> {
    const everyMs = 1000 / this.options.perSecond;
    const { signal } = this.stopping;
    let due = performance.now();
    for (let turn = 0; !signal.aborted; turn++) {
      this.send(route, turn);
      // What this process slept through is not made up for: a burst would be another experiment.
      due = Math.max(due + everyMs, performance.now());
      await sleep(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
    }
  }

  private send({ name, urls }: Route, turn: number): void {
    const url = urls[turn % urls.length] ?? "";
    const at = Date.now();
    const began = performance.now();
    const answered = askOnce(url, this.options.timeoutMs).then((failure) => {
      this.samples.push({ route: name, url, at, tookMs: Math.round(performance.now() - began), failure });
      this.open.delete(answered);
    });
    this.open.add(answered);
  }
}
