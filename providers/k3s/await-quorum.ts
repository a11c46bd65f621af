import { inspectUnit } from "../../detection/inspect-host";
import { describeError, isUpdateError, stalled } from "../../domain/errors";
import { describeMember, type EtcdMember, missingMembers } from "../../domain/etcd-members";
import type { NodeFacts } from "../../domain/facts";
import { etcdReady } from "../node-scripts/etcd";
import type { Run } from "../run";
import { patiently } from "./patience";
import type { NodeTask, RolloutContext } from "./rollout-context";

const POLL_MS = 2_000;

/** Asks the server itself: the API server learns of a dead member only half a minute later. */
async function troubleOf({ world: { shell } }: Run, { name, etcdVoter }: NodeFacts): Promise<string | null> {
  if (etcdVoter === false) return "does not vote";
  try {
    const { binary, configFile } = await inspectUnit(shell, name);
    const { code, stdout, stderr } = await shell.run(name, etcdReady, [binary, configFile]);
    if (code === 0) return null;
    return `does not answer (${(stderr.trim() || stdout.trim()).split("\n").at(-1)})`;
  } catch (error) {
    if (!isUpdateError(error)) throw error;
    return `cannot be asked (${describeError(error)})`;
  }
}

/** The other servers' members; none when the servers do not share an etcd. */
async function otherMembers(run: Run, node: string): Promise<EtcdMember[]> {
  const nodes = await patiently(run, () => run.world.cluster.nodes());
  const others = nodes.filter(({ name, etcdVoter }) => etcdVoter !== null && name !== node);
  return Promise.all(
    others.map(async (other) => ({ node: other.name, trouble: await troubleOf(run, other) })),
  );
}

/**
 * A server is restarted only while the other etcd members keep the quorum without it. A member that has just been
 * restarted gets the time that a node gets; then the run stops, with nothing done to this server.
 */
export async function awaitQuorum(
  { run, settings }: RolloutContext,
  { node, role }: NodeTask,
): Promise<void> {
  if (role === "agent") return;
  const { clock } = run.world;
  const deadline = clock.elapsedMs() + settings.policy.nodeTimeoutMs;
  for (;;) {
    const missing = missingMembers(await otherMembers(run, node));
    if (missing.length === 0) return;
    if (clock.elapsedMs() > deadline) {
      const names = missing.map((member) => member.node).join(", ");
      throw stalled(
        "QUORUM_AT_RISK",
        `without ${node} etcd would lose its quorum: the member on ${missing.map(describeMember).join("; ")}.`,
        `bring ${names} back, then run again: it goes on with ${node}.`,
      );
    }
    await clock.sleep(POLL_MS);
  }
}
