import { isUpdateError } from "../../../domain/errors";
import { notAsked, reasonOf } from "./trouble";

/** Of the system and of undici, where no connection came about; a host that hangs up is there. */
const CONNECTING: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** No connection to a host came about, so no answer of any kind. */
class NoConnection extends Error {
  constructor(
    readonly host: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** What `fetch` threw, told apart by whether the host was there at all. */
export function connectionError(url: URL, error: unknown): unknown {
  const { code } = ((error as { cause?: unknown } | null)?.cause ?? {}) as { code?: unknown };
  return CONNECTING.has(String(code)) ? new NoConnection(url.host, reasonOf(error)) : error;
}

/**
 * Hosts to which no connection came about, however often one address was tried. For the rest of the run they are left
 * alone: sixty charts of a host that is away would otherwise wait for it sixty times.
 */
export class AwayHosts {
  private readonly reasons = new Map<string, string>();

  /** Throws `SOURCE_UNREACHABLE` for an address of such a host, without asking. */
  pass(url: string): void {
    const { host } = new URL(url);
    const reason = this.reasons.get(host);
    if (reason !== undefined) throw notAsked(url, host, reason);
  }

  /** Learns from what became of an address in the end; where it redirected to, that may be another host than its own. */
  learn(error: unknown): void {
    const cause = isUpdateError(error) ? error.cause : undefined;
    if (cause instanceof NoConnection) this.reasons.set(cause.host, cause.message);
  }
}
