import type { ApiUse, BudgetFacts, NodeFacts, PodFacts, WorkloadFacts } from "./facts";
import type { JournalBody, JournalEntry } from "./journal";
import type { IngressSummary, IsolationSummary, ServiceSummary } from "./traffic-facts";
import type { StorageFacts } from "./volume-facts";

/**
 * What the product may ask of the world. Adapters implement these at the rim; everything else is handed a World,
 * so time, network and choices can be replaced in a test.
 */

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

/** Which objects are read as they are. */
export interface ObjectQuery {
  /** Empty for the core group. */
  readonly group: string;
  /** As in addresses: `helmreleases`. */
  readonly plural: string;
  /** With a name: that one object. */
  readonly namespace?: string;
  readonly name?: string;
  /** Such as `type=helm.sh/release.v1`. */
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
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
  ingresses(): Promise<readonly IngressSummary[]>;
  /** Pods that network policies isolate. */
  isolations(): Promise<readonly IsolationSummary[]>;
  storage(): Promise<StorageFacts>;
  apiServices(): Promise<readonly ApiServiceSummary[]>;
  webhooks(): Promise<readonly WebhookSummary[]>;
  apiUses(kinds: readonly ApiKind[]): Promise<readonly ApiUse[]>;
  foreignUpdaters(): Promise<readonly string[]>;
  /** Objects as plain JSON, in the version that the server prefers; a kind that is not installed has none. */
  objects(query: ObjectQuery): Promise<readonly unknown[]>;
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
  /** Lets go of what this shell alone uses; what it shares with other commands is theirs as well. */
  close(): void;
}

/** Where a stream ends; a name is resolved by the node. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What came of a question to the network: an answer, or a few words on why there is none. */
export type Reply<T> = { readonly answer: T } | { readonly failure: string };

export interface DnsQuestion {
  readonly name: string;
  readonly type: "A" | "AAAA";
}

export interface HttpQuestion {
  /** Name in the Host header and, with TLS, the one that the handshake asks for. */
  readonly host: string;
  readonly path: string;
  readonly tls: boolean;
}

/**
 * TCP as a node sees it: every stream begins on the node, so its kube-proxy, routes and firewall are what is measured.
 * Throws when the node itself is not reached, and `blocked("SSH_FORWARDING", ...)` when its SSH server carries no streams.
 */
export interface NodeNetwork {
  /** Whether somebody accepts a connection; not a byte is sent. */
  connect(node: string, to: Address, timeoutMs: number): Promise<Reply<"accepted">>;
  /** Addresses that a DNS server has for a name; asked over TCP. */
  lookUp(
    node: string,
    server: Address,
    question: DnsQuestion,
    timeoutMs: number,
  ): Promise<Reply<readonly string[]>>;
  /** Status of one GET, its body unread. Certificates are not judged. */
  request(node: string, to: Address, question: HttpQuestion, timeoutMs: number): Promise<Reply<number>>;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** It is what was answered before: the server said so, or it was young enough not to be asked. */
  readonly unchanged?: true;
  /** Of the body, where somebody has looked. */
  readonly sha256?: string;
}

export interface HttpOptions {
  readonly maxBytes?: number;
  readonly redirect?: "follow" | "manual";
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Authorization` header. Apart from the others because it stays at its own host and out of every message. */
  readonly authorization?: string;
  /** JSON text; makes it a POST. Only for questions, it may be sent twice. */
  readonly post?: string;
  /** The answer is a secret, such as a token, and is not written to disk. */
  readonly secret?: boolean;
  /** The authorization is one that anybody gets, as registries hand out for public charts. */
  readonly anonymous?: boolean;
  /** The body is no text and is handed over in Base64. */
  readonly base64?: boolean;
  /** ISO time; an answer that was got or confirmed after it will do without asking again. */
  readonly since?: string;
}

export interface Http {
  get(url: string, options?: HttpOptions): Promise<HttpAnswer>;
  /** Streams a body to a file and returns its SHA-256. */
  download(url: string, file: string): Promise<string>;
}

/** When names were first met, for sources that give no dates: a tag's age counts from the run that met it. */
export interface FirstSeen {
  /** Notes all names of a source; tells since when each is known (ISO), and which known ones are no longer there. */
  note(
    source: string,
    names: readonly string[],
  ): { readonly since: ReadonlyMap<string, string>; readonly gone: readonly string[] };
}

/** What was made of answers, for the next run: megabytes that have not changed are not read again. */
export interface Readings {
  /**
   * What this very program made of this very answer before, or what `read` makes of it now. It has to be plain data, as
   * JSON has it. The subject tells apart what is asked of one answer, with all that `read` depends on beside it.
   */
  of<T>(subject: string, answer: Pick<HttpAnswer, "sha256">, read: () => T): T;
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
