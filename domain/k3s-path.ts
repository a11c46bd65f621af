import type { Finding } from "./finding";
import { finding } from "./finding-codes";
import { bumpKind, compareK3s, minorOf, parseK3sVersion, sortK3s } from "./k3s-version";
import type { Path, PathNode, PathQuery } from "./path-query";
import { pathRefusals, skewOnTheWay } from "./path-refusals";
import type { Stage } from "./plan";
import { newestOf, stableReleases } from "./release";
import { type StopRule, stopRule } from "./upgrade-rules";

export type { Path, PathNode, PathQuery } from "./path-query";

interface Hop {
  readonly to: string;
  readonly reason: string;
}

const versionsOf = (nodes: readonly PathNode[]): string[] => sortK3s(nodes.map(({ version }) => version));

/** The newest release of a minor, as people may stop at it. */
function newestOfMinor(query: PathQuery, minor: string, limit?: string): string | null {
  const stable = stableReleases(query.available, []).map(({ version }) => version);
  const candidates = stable.filter((it) => minorOf(it) === minor);
  return newestOf(limit === undefined ? candidates : candidates.filter((it) => compareK3s(it, limit) <= 0));
}

function stopBefore(query: PathQuery, current: string, rule: StopRule): Hop | Finding {
  const minor = minorOf(rule.atLeast);
  const newest = newestOfMinor(query, minor);
  if (newest !== null && compareK3s(newest, rule.atLeast) >= 0) return { to: newest, reason: rule.reason };
  const message = `from ${current}: ${rule.reason}, and no such ${minor} release is available (${rule.source})`;
  return finding("ETCD_GATE", `version ${query.desired}`, message);
}

function nextHop(query: PathQuery, current: string, goal: Hop): Hop | Finding {
  const [here, there] = [parseK3sVersion(current), parseK3sVersion(goal.to)];
  if (here.minor === there.minor) return goal;
  const rule = stopRule(current, here.minor + 1, query.rules, query.traits ?? new Set());
  if (rule !== null) return stopBefore(query, current, rule);
  if (here.minor + 1 === there.minor) return goal;
  const minor = `${here.major}.${here.minor + 1}`;
  const newest = newestOfMinor(query, minor);
  if (newest !== null) return { to: newest, reason: `newest ${minor}: servers may not skip a minor` };
  const message = `no release of ${minor} is available between ${current} and ${goal.to}`;
  return finding("RELEASE_MISSING", `minor ${minor}`, message);
}

/** Hops from a version to a goal, the goal included, or the first thing in the way. */
function hops(query: PathQuery, from: string, goal: Hop): Hop[] | Finding {
  const taken: Hop[] = [];
  for (let current = from; compareK3s(current, goal.to) < 0; ) {
    const hop = nextHop(query, current, goal);
    if ("code" in hop) return hop;
    taken.push(hop);
    current = hop.to;
  }
  return taken;
}

/** Where a half-upgraded cluster meets: its highest version, or the next one of that minor that can be had. */
function meetingPoint(query: PathQuery): string | null {
  const versions = versionsOf(query.nodes);
  const highest = versions.at(-1) ?? query.desired;
  if (compareK3s(versions[0] ?? highest, highest) === 0) return null;
  // Within one minor any version leads to any later one, so nodes need no second restart.
  if (versions.every((version) => minorOf(version) === minorOf(query.desired))) return null;
  if (query.available.some(({ version }) => version === highest)) return highest;
  const limit = minorOf(highest) === minorOf(query.desired) ? query.desired : undefined;
  const newest = newestOfMinor(query, minorOf(highest), limit);
  return newest !== null && compareK3s(newest, highest) >= 0 ? newest : null;
}

function goals(query: PathQuery): Hop[] {
  const last: Hop = { to: query.desired, reason: "the desired version" };
  const meeting = meetingPoint(query);
  if (meeting === null || compareK3s(meeting, query.desired) >= 0) return [last];
  const ahead = query.nodes
    .filter(({ version }) => compareK3s(version, meeting) >= 0)
    .map(({ name }) => name);
  const why = ahead.length === 0 ? "brings all nodes to one version" : `${ahead.join(", ")} got there before`;
  return [{ to: meeting, reason: `finishes an upgrade that stopped half way: ${why}` }, last];
}

/** Servers decide the way: agents go along with them and may leave several minors behind at once. */
function upwards(query: PathQuery): Hop[] | Finding {
  const servers = versionsOf(query.nodes.filter(({ role }) => role === "server"));
  let current = servers[0] ?? query.desired;
  const all: Hop[] = [];
  for (const goal of goals(query)) {
    const part = hops(query, current, goal);
    if (!Array.isArray(part)) return part;
    // Servers may be at the goal already while agents are not.
    all.push(...(part.length === 0 ? [goal] : part));
    current = goal.to;
  }
  return all;
}

function toStages(query: PathQuery, path: readonly Hop[]): Stage[] {
  let lowest = versionsOf(query.nodes)[0] ?? query.desired;
  return path.map(({ to, reason }, i) => {
    const from = lowest;
    lowest = to;
    return { index: i + 1, from, to, kind: bumpKind(from, to), reason };
  });
}

function downwards(query: PathQuery): Stage[] {
  const from = versionsOf(query.nodes).at(-1) ?? query.desired;
  const reason = "the version that gitops-updates:rollback permits to go back to";
  return [{ index: 1, from, to: query.desired, kind: "downgrade", reason }];
}

/**
 * The hops that remain, one minor at a time for servers, or what speaks against any. Rules: Kubernetes' version
 * skew policy, and k3s' exceptions as data. A cluster whose nodes differ is brought together first.
 */
export function planPath(query: PathQuery): Path {
  const { nodes, desired } = query;
  const refused = pathRefusals(query);
  if (refused.length > 0) return { refused };
  if (nodes.every(({ version }) => compareK3s(version, desired) === 0)) return { stages: [] };
  if (nodes.some(({ version }) => compareK3s(version, desired) > 0)) return { stages: downwards(query) };
  const path = upwards(query);
  if (!Array.isArray(path)) return { refused: [path] };
  const stages = toStages(query, path);
  const skew = skewOnTheWay(nodes, stages);
  return skew.length > 0 ? { refused: skew } : { stages };
}
