/** Counts requests as GitHub does for clients without a token: so many an hour. */
export class RateLimit {
  private used = 0;
  private resetAt = 0;

  constructor(
    private readonly limit: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts one request; answers the headers that tell the client. */
  count(): Record<string, string> {
    const seconds = Math.floor(this.now() / 1000);
    if (seconds >= this.resetAt) {
      this.used = 0;
      this.resetAt = seconds + 3600;
    }
    this.used = Math.min(this.used + 1, this.limit);
    return {
      "x-ratelimit-limit": String(this.limit),
      "x-ratelimit-remaining": String(this.limit - this.used),
      "x-ratelimit-used": String(this.used),
      "x-ratelimit-reset": String(this.resetAt),
      "x-ratelimit-resource": "core",
    };
  }
}
