import { blocked, waiting } from "../../../domain/errors";

/** An address without user, password and query: all three carry secrets in the wild. */
export function shown(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

export const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
};

const CHECK = "check the network and the address; what comes from there is unknown until then.";

export const unreachable = (url: string | URL, error: unknown): Error =>
  waiting("SOURCE_UNREACHABLE", `${shown(url)} did not answer (${reasonOf(error)}).`, CHECK, error);

export const notAsked = (url: string, host: string, reason: string): Error =>
  waiting(
    "SOURCE_UNREACHABLE",
    `${shown(url)} was not asked: ${host} did not answer before (${reason}).`,
    CHECK,
  );

export const limited = (url: string | URL, until: Date): Error =>
  waiting(
    "SOURCE_LIMITED",
    `${new URL(url).host} lets nobody ask before ${until.toISOString()} (rate limit).`,
    "run again after that, or hand in a token: it has a limit of its own.",
  );

export const overBudget = (url: string | URL, budget: number): Error =>
  waiting(
    "SOURCE_BUDGET",
    `${shown(url)} was not asked: this run has sent its ${budget} requests.`,
    "run again, what was read is kept; or raise the budget.",
  );

export const tooLarge = (url: string | URL, maxBytes: number): Error =>
  blocked(
    "SOURCE_TOO_LARGE",
    `${shown(url)} is larger than ${maxBytes} bytes and was not read to its end.`,
    "use a repository with a smaller index; Flux would not read it either.",
  );

export const notForMachines = (url: string | URL): Error =>
  waiting(
    "SOURCE_UNREADABLE",
    `${shown(url)} answered a web page, as a sign-in or a captive portal does.`,
    "check the address, the credentials and the proxy.",
  );

export const badRedirect = (url: string | URL, why: string): Error =>
  blocked("SOURCE_REDIRECT", `${shown(url)} redirects, but ${why}.`, "use the final address as the source.");
