import { join } from "node:path";
import type { Clock, Http, HttpAnswer, HttpOptions } from "../../../domain/ports";
import { openHttp } from "../http";
import { type Patience, retryPassing } from "../retry";
import { AwayHosts } from "./away-hosts";
import type { Deadlines } from "./body";
import { type CachedAnswer, conditionalOn, DiskCache } from "./disk-cache";
import { exchange } from "./exchange";
import { HostLimits } from "./host-limits";
import { overBudget } from "./trouble";

export { openFirstSeen } from "./first-seen";
export { openReadings, programDigest } from "./readings";

export interface SourceHttpOptions {
  /** Folder that outlives the run. */
  readonly cacheDir: string;
  readonly clock: Clock;
  /** Requests that one run may send, retries included. */
  readonly budget?: number;
  /** Milliseconds for which an answer is not asked for again; 0 confirms every one of them. */
  readonly freshMs?: number;
  readonly deadlines?: Deadlines;
  readonly patience?: Patience;
}

const BUDGET = 300;
const DEADLINES: Deadlines = { idleMs: 20_000, totalMs: 120_000 };
const PATIENCE: Patience = { retries: 3, firstPauseMs: 250, longestPauseMs: 10_000 };

const keyOf = (url: string, options: HttpOptions): string =>
  JSON.stringify([
    url,
    options.headers,
    options.authorization,
    options.post,
    options.redirect,
    options.base64,
    options.since,
  ]);

/** One run's questions to release sources. */
class SourceHttp {
  private readonly answers = new Map<string, Promise<HttpAnswer>>();
  private readonly cache: DiskCache;
  private readonly limits: HostLimits;
  private readonly away = new AwayHosts();
  private readonly patience: Patience;
  requests = 0;

  constructor(private readonly options: SourceHttpOptions) {
    this.patience = options.patience ?? PATIENCE;
    this.cache = new DiskCache(join(options.cacheDir, "http"), options.clock);
    this.limits = new HostLimits(options.clock, this.patience.longestPauseMs);
  }

  /** Whoever asks the same again gets the same answer, the failure included: sixty charts ask one index once. */
  get(url: string, options: HttpOptions = {}): Promise<HttpAnswer> {
    const key = keyOf(url, options);
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const answer = this.ask(url, options);
    this.answers.set(key, answer);
    return answer;
  }

  private async ask(url: string, options: HttpOptions): Promise<HttpAnswer> {
    const cached = this.cache.find(url, options);
    if (cached !== null && this.isYoung(cached, options)) return cached.answer;
    const headers = { ...options.headers, ...conditionalOn(cached?.answer ?? null, options) };
    const answer = await this.patiently(url, { ...options, headers });
    if (answer.status !== 304 || cached === null) return this.cache.keep(url, options, answer);
    this.cache.confirm(url, options);
    return cached.answer;
  }

  /** Younger than what who asks is content with, or than what the whole run is. */
  private isYoung({ checkedAt }: CachedAnswer, { since }: HttpOptions): boolean {
    if (checkedAt === "") return false;
    const { clock, freshMs = 0 } = this.options;
    const age = clock.now().getTime() - Date.parse(checkedAt);
    return (since !== undefined && checkedAt > since) || (age >= 0 && age < freshMs);
  }

  private async patiently(url: string, options: HttpOptions): Promise<HttpAnswer> {
    try {
      return await retryPassing(this.patience, () => this.once(url, options));
    } catch (error) {
      this.away.learn(error);
      throw error;
    }
  }

  private async once(url: string, options: HttpOptions): Promise<HttpAnswer> {
    const { budget = BUDGET, deadlines = DEADLINES } = this.options;
    this.away.pass(url);
    await this.limits.pass(url);
    if (this.requests >= budget) throw overBudget(url, budget);
    this.requests += 1;
    const answer = await exchange(url, options, deadlines);
    this.limits.learn(url, answer);
    return answer;
  }
}

/**
 * HTTP for release sources: asked once per address and run, cached on disk and revalidated, within a budget of
 * requests, patient where the other side asks for patience. Files are still downloaded as ever.
 */
export function openSourceHttp(options: SourceHttpOptions): Http & { readonly sent: () => number } {
  const source = new SourceHttp(options);
  return {
    get: (url, asked) => source.get(url, asked),
    download: openHttp().download,
    sent: () => source.requests,
  };
}
