import type { Clock, HttpAnswer } from "../../../domain/ports";
import { Passing } from "../retry";
import { limited } from "./trouble";

/** What a server that names no time is left alone for. */
const UNNAMED_MS = 60_000;
const LIMITING: ReadonlySet<number> = new Set([403, 429]);

/** `Retry-After` is seconds or a date; `X-RateLimit-Reset` is seconds since 1970. */
function releaseTime({ headers }: HttpAnswer, now: number): number {
  const after = headers["retry-after"];
  if (after !== undefined) {
    const seconds = Number(after);
    const time = Number.isNaN(seconds) ? Date.parse(after) : now + seconds * 1000;
    if (!Number.isNaN(time)) return time;
  }
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  return Number.isNaN(reset) ? now + UNNAMED_MS : reset * 1000;
}

const isSpent = ({ headers }: HttpAnswer): boolean => headers["x-ratelimit-remaining"] === "0";

/** A plain 403 is a refusal; it is a limit only when it says so. */
const isRefusedForLimit = (answer: HttpAnswer): boolean =>
  answer.status === 429 ||
  (answer.headers["retry-after"] !== undefined && answer.status >= 400) ||
  (LIMITING.has(answer.status) && isSpent(answer));

/** Who has asked to be left alone, and until when. One host that does so stops nobody else. */
export class HostLimits {
  private readonly until = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly longestPauseMs: number,
  ) {}

  /** Waits a short time out; throws `SOURCE_LIMITED` for a long one, without asking. */
  async pass(url: string): Promise<void> {
    const left = (this.until.get(new URL(url).host) ?? 0) - this.clock.now().getTime();
    if (left <= 0) return;
    if (left > this.longestPauseMs) throw this.told(url);
    await this.clock.sleep(left);
  }

  /** Learns from an answer; throws when the answer is the limit itself. */
  learn(url: string, answer: HttpAnswer): void {
    const refused = isRefusedForLimit(answer);
    if (!refused && !isSpent(answer)) return;
    const now = this.clock.now().getTime();
    const until = releaseTime(answer, now);
    this.until.set(new URL(url).host, until);
    if (!refused) return;
    if (until - now > this.longestPauseMs) throw this.told(url);
    throw new Passing(this.told(url), Math.max(0, until - now));
  }

  private told(url: string): Error {
    return limited(url, new Date(this.until.get(new URL(url).host) ?? 0));
  }
}
