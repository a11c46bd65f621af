import type { Finding } from "./finding";
import { finding } from "./finding-codes";
import { compareK3s, parseK3sVersion, sortK3s } from "./k3s-version";
import type { PathNode, PathQuery } from "./path-query";
import type { Stage } from "./plan";
import { MOST_AGENT_SKEW } from "./upgrade-rules";

const minorNumber = (version: string): number => parseK3sVersion(version).minor;

const names = (nodes: readonly PathNode[]): string =>
  nodes.map(({ name, version }) => `${name} (${version})`).join(", ");

function majorSkip({ nodes, desired }: PathQuery): Finding[] {
  const { major } = parseK3sVersion(desired);
  const others = nodes.filter(({ version }) => parseK3sVersion(version).major !== major);
  if (others.length === 0) return [];
  return [finding("MAJOR_SKIP", `version ${desired}`, `has another major number than ${names(others)}`)];
}

function downgrade({ nodes, desired, rollbackTo }: PathQuery): Finding[] {
  const newer = nodes.filter(({ version }) => compareK3s(version, desired) > 0);
  if (newer.length === 0 || rollbackTo === desired) return [];
  return [finding("DOWNGRADE", `version ${desired}`, `is older than what runs on ${names(newer)}`)];
}

/** To go back no release is needed: every node keeps its old file. */
function unavailable({ nodes, desired, available, rollbackTo }: PathQuery): Finding[] {
  if (rollbackTo === desired) return [];
  if (available.some(({ version }) => version === desired)) return [];
  if (nodes.every(({ version }) => version === desired)) return [];
  return [finding("VERSION_UNAVAILABLE", `version ${desired}`, "is not among the available releases")];
}

/** API servers that share a datastore may be one minor apart; more is a state that no rule leads out of. */
function serverSkew({ nodes }: PathQuery): Finding[] {
  const servers = sortK3s(nodes.filter(({ role }) => role === "server").map(({ version }) => version));
  const [lowest, highest] = [servers[0], servers.at(-1)];
  if (lowest === undefined || highest === undefined) {
    return [finding("NO_SERVER", "cluster", "no node has the role of a server")];
  }
  if (minorNumber(highest) - minorNumber(lowest) <= 1) return [];
  return [finding("SERVER_SKEW", "servers", `run ${lowest} and ${highest}`)];
}

/** Servers may not move while an agent is as far behind as it may be; see the version skew policy. */
function agentSkew({ nodes }: PathQuery): Finding[] {
  const servers = sortK3s(nodes.filter(({ role }) => role === "server").map(({ version }) => version));
  const highest = servers.at(-1);
  if (highest === undefined) return [];
  const late = nodes.filter(({ version }) => minorNumber(highest) - minorNumber(version) > MOST_AGENT_SKEW);
  return late.map(({ name, version }) => {
    const message = `runs ${version}, more than ${MOST_AGENT_SKEW} minors behind the servers' ${highest}`;
    return finding("AGENT_TOO_OLD", `node ${name}`, message);
  });
}

/** Everything that rules out a path before one is looked for. */
export function pathRefusals(query: PathQuery): Finding[] {
  const skew = [...serverSkew(query), ...majorSkip(query), ...agentSkew(query)];
  return [...skew, ...downgrade(query), ...unavailable(query)];
}

/**
 * Names agents that the first stage would leave more than three minors behind its servers; after it everybody is at
 * its version. It happens when the version at which a half-upgraded cluster should meet cannot be had any more.
 */
export function skewOnTheWay(nodes: readonly PathNode[], [first]: readonly Stage[]): Finding[] {
  if (first === undefined) return [];
  const { to } = first;
  const late = nodes.filter(
    ({ role, version }) => role === "agent" && minorNumber(to) - minorNumber(version) > MOST_AGENT_SKEW,
  );
  return late.map(({ name, version }) => {
    const message = `runs ${version}, more than ${MOST_AGENT_SKEW} minors behind ${to}, where servers would go`;
    return finding("AGENT_TOO_OLD", `node ${name}`, message);
  });
}
