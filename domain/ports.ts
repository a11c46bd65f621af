import type { ApiUse, BudgetFacts, NodeFacts, PodFacts, WorkloadFacts } from "./facts";
import type { JournalBody, JournalEntry } from "./journal";

/**
 * What the product may ask of the world. Adapters implement these at the rim; everything else is handed a World,
 * so time, network and choices can be replaced in a test.
 */

export interface ServiceSummary {
  readonly namespace: string;
  readonly name: string;
  /** Has a selector, so controllers keep its endpoints. */
  readonly selected: boolean;
  readonly readyEndpoints: number;
}

export interface ApiServiceSummary {
  readonly name: string;
  readonly available: boolean;
  readonly reason: string;
}

export interface WebhookSummary {
  readonly name: string;
  /** `namespace/name` of the Service behind it; `null` for a URL outside the cluster. */
  readonly service: string | null;
  readonly failurePolicy: string;
}

export interface ApiKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type EvictionAnswer =
  | { readonly result: "accepted" | "gone" }
  | { readonly result: "refused"; readonly message: string };

/** A Lease in the cluster: who holds it, until when. */
export interface LockState {
  readonly holder: string | null;
  readonly renewedAt: string | null;
  readonly durationSeconds: number;
}

/** The Kubernetes API, in the words of an upgrade. Every call may throw `waiting("API_UNREACHABLE", ...)`. */
export interface Cluster {
  serverVersion(): Promise<string>;
  /** Names of the failing `/readyz` checks; empty is ready. */
  unreadyChecks(): Promise<readonly string[]>;
  nodes(): Promise<readonly NodeFacts[]>;
  node(name: string): Promise<NodeFacts>;
  pods(node?: string): Promise<readonly PodFacts[]>;
  budgets(): Promise<readonly BudgetFacts[]>;
  workloads(): Promise<readonly WorkloadFacts[]>;
  services(): Promise<readonly ServiceSummary[]>;
  apiServices(): Promise<readonly ApiServiceSummary[]>;
  webhooks(): Promise<readonly WebhookSummary[]>;
  apiUses(kinds: readonly ApiKind[]): Promise<readonly ApiUse[]>;
  foreignUpdaters(): Promise<readonly string[]>;
  /** Marks the node unschedulable and remembers under our annotation who did it and how it was before. */
  cordon(node: string, run: string): Promise<void>;
  /** Undoes only a cordon that carries our annotation. */
  uncordon(node: string): Promise<void>;
  evict(namespace: string, pod: string, gracePeriodSeconds?: number): Promise<EvictionAnswer>;
  /** All objects of a kind as plain JSON, for the backup. */
  dump(kind: "ConfigMap" | "Secret"): Promise<readonly unknown[]>;
  lockState(): Promise<LockState>;
  /** Takes or renews the lock; `false` when somebody else was faster. */
  takeLock(holder: string, durationSeconds: number, now: Date, previous: LockState): Promise<boolean>;
  releaseLock(holder: string): Promise<void>;
}

/** A fixed shell text with positional parameters; user text only ever travels as a quoted parameter. */
export interface NodeScript {
  readonly name: string;
  readonly text: string;
}

export interface ShellResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ShellOptions {
  /** Milliseconds until the command is given up. */
  readonly timeoutMs?: number;
  /** Local file streamed to the command's standard input. */
  readonly stdinFile?: string;
  /** Local file that receives standard output. */
  readonly stdoutFile?: string;
}

/** Runs fixed scripts on a node. A dropped connection throws `waiting("SSH_UNREACHABLE", ...)`. */
export interface NodeShell {
  run(
    node: string,
    script: NodeScript,
    parameters: readonly string[],
    options?: ShellOptions,
  ): Promise<ShellResult>;
  close(): Promise<void>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Http {
  get(
    url: string,
    options?: { readonly maxBytes?: number; readonly redirect?: "follow" | "manual" },
  ): Promise<HttpAnswer>;
  /** Streams a body to a file and returns its SHA-256. */
  download(url: string, file: string): Promise<string>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds since some moment of the past, whatever is done to the wall clock: the measure for all waiting. */
  elapsedMs(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** The durable record; `append` returns only after the entry is on disk. */
export interface Journal {
  entries(): readonly JournalEntry[];
  append(body: JournalBody): JournalEntry;
}
