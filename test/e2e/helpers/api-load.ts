import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";

interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly "certificate-authority-data": string } },
  ];
  readonly users: readonly [
    { readonly user: { readonly "client-certificate-data": string; readonly "client-key-data": string } },
  ];
}

/** What became of the requests of one kind. */
export interface LoadFigures {
  answered: number;
  failed: number;
  /** Milliseconds of the longest time without an answer. */
  longestGapMs: number;
}

const PAUSE_MS = 50;
const TIMEOUT_MS = 3_000;
const OBJECT = "/api/v1/namespaces/default/configmaps/api-load";

/** Reads and writes through the API without a break, as the controllers of a busy cluster do. */
export class ApiLoad {
  readonly reads: LoadFigures = { answered: 0, failed: 0, longestGapMs: 0 };
  readonly writes: LoadFigures = { answered: 0, failed: 0, longestGapMs: 0 };
  /** The highest number of which a write was confirmed; the datastore must never know a lower one. */
  confirmed = 0;
  private readonly server: string;
  private readonly agent: Agent;
  private running = true;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(kubeconfig: string) {
    const { clusters, users } = parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
    const decoded = (data: string) => Buffer.from(data, "base64");
    this.server = clusters[0].cluster.server;
    this.agent = new Agent({
      ca: decoded(clusters[0].cluster["certificate-authority-data"]),
      cert: decoded(users[0].user["client-certificate-data"]),
      key: decoded(users[0].user["client-key-data"]),
      // A new connection each time: a kept one would say nothing about the next client.
      keepAlive: false,
    });
  }

  async start(): Promise<void> {
    await this.call("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name: "api-load" } });
    this.loops = Promise.all([
      this.loop(this.reads, () => this.call("GET", OBJECT)),
      this.loop(this.writes, () => this.write()),
    ]);
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loops;
  }

  /** The number that the cluster holds now. */
  async stored(): Promise<number> {
    const { data } = JSON.parse(await this.call("GET", OBJECT)) as { data: { number: string } };
    return Number(data.number);
  }

  private async write(): Promise<void> {
    const number = this.confirmed + 1;
    await this.call("PATCH", OBJECT, { data: { number: String(number) } });
    this.confirmed = number;
  }

  private async loop(figures: LoadFigures, work: () => Promise<unknown>): Promise<void> {
    let last = performance.now();
    while (this.running) {
      try {
        await work();
        figures.answered++;
        const now = performance.now();
        figures.longestGapMs = Math.max(figures.longestGapMs, now - last);
        last = now;
      } catch {
        figures.failed++;
      }
      await sleep(PAUSE_MS);
    }
  }

  private call(method: string, path: string, body?: object): Promise<string> {
    const headers = {
      "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
    };
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.server}${path}`,
        { method, headers, agent: this.agent, timeout: TIMEOUT_MS },
        (answer) => {
          let text = "";
          answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          answer.once("error", reject);
          answer.once("end", () => {
            const { statusCode = 0 } = answer;
            if (statusCode < 300 || statusCode === 409) resolve(text);
            else reject(new Error(`${method} ${path}: ${statusCode} ${text}`));
          });
        },
      );
      asked.once("timeout", () => asked.destroy(new Error("no answer in time")));
      asked.once("error", reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
