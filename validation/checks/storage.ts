import { blocked, isUpdateError } from "../../domain/errors";
import type { Finding } from "../../domain/finding";
import { type FindingCode, finding } from "../../domain/finding-codes";
import { mapLimited } from "../../domain/map-limited";
import type { StorageFacts } from "../../domain/volume-facts";
import {
  type MountTarget,
  mountParameters,
  mountTargets,
  mountTrouble,
  readMountStates,
  unboundClaims,
} from "../../domain/volume-mounts";
import { lookAtVolumes } from "../node-scripts/volumes";
import { count, type Measurement } from "../probes/measurement";
import { origins } from "../probes/origins";
import { type Probe, type ProbeContext, probeCheck } from "../probes/probe";

const NODES_AT_ONCE = 16;
const MOUNT_TABLE = "/proc/self/mountinfo";
const LOOK_MS = 60_000;

async function lookAtNode(
  { shell }: ProbeContext,
  node: string,
  targets: readonly MountTarget[],
): Promise<Measurement[]> {
  const parameters = [MOUNT_TABLE, ...targets.flatMap(mountParameters)];
  const { stdout, stderr } = await shell.run(node, lookAtVolumes, parameters, { timeoutMs: LOOK_MS });
  const states = readMountStates(stdout, targets.length);
  if (states === null) {
    const next = "see whether ssh and sudo work there without a question: gitops-update doctor.";
    throw blocked("VOLUMES_UNREADABLE", `${node} did not tell about its volumes (${stderr.trim()}).`, next);
  }
  return states.map((state, index) => {
    const target = targets[index] as MountTarget;
    return { node, what: `volume ${target.what}`, ...(mountTrouble(state, target) ?? { failure: null }) };
  });
}

/** A node that cannot be asked is one finding; the others are looked at all the same. */
async function tryNode(context: ProbeContext, node: string, targets: readonly MountTarget[]) {
  try {
    return await lookAtNode(context, node, targets);
  } catch (trouble) {
    if (!isUpdateError(trouble)) throw trouble;
    return [{ node, what: trouble.code, failure: trouble.message, trouble }];
  }
}

/** What the API itself says; it is asked once, not from a node. */
function fromApi(facts: StorageFacts, isOrigin: (node: string) => boolean): Measurement[] {
  const unbound = new Map(unboundClaims(facts).map(({ what, phase }) => [what, phase]));
  const claims = facts.claims.map(({ namespace, name }): Measurement => {
    const what = `${namespace}/${name}`;
    const phase = unbound.get(what);
    const failure = phase === undefined ? null : `is ${phase}`;
    return { node: "", what: `claim ${what}`, failure, code: "VOLUME_UNBOUND" };
  });
  const attachments = facts.attachments
    .filter(({ node }) => isOrigin(node))
    .map(
      ({ node, volume, error }): Measurement => ({
        node,
        what: `attachment of ${volume ?? "a volume"}`,
        failure: error,
        code: "VOLUME_NOT_ATTACHED",
      }),
    );
  return [...claims, ...attachments];
}

async function measure(context: ProbeContext): Promise<readonly Measurement[] | "skip"> {
  if (!context.probes.storage) return "skip";
  const [facts, nodes] = await Promise.all([context.cluster.storage(), origins(context)]);
  const names = new Set(nodes.map(({ name }) => name));
  const told = fromApi(facts, (node) => names.has(node));
  const targets = Map.groupBy(
    mountTargets(facts).filter(({ node }) => names.has(node)),
    ({ node }) => node,
  );
  const mounts = await mapLimited([...targets], NODES_AT_ONCE, ([node, own]) => tryNode(context, node, own));
  const all = [...told, ...mounts.flat()];
  return all.length === 0 ? "skip" : all;
}

const DEFAULT: FindingCode = "VOLUME_NOT_MOUNTED";

const judge = (failures: readonly Measurement[]): Finding[] =>
  failures.map(({ node, what, failure, code = DEFAULT }) =>
    finding(code, what, `${node === "" ? "" : `on ${node}: `}${failure}`),
  );

export const storageProbe: Probe = {
  id: "storage",
  title: "claims have their volumes, and these are mounted and writable",
  measure,
  judge,
  extent(all) {
    const of = (kind: string): number => all.filter(({ what }) => what.startsWith(kind)).length;
    return `${count(of("claim"), "claim")}, ${count(of("volume"), "mount")}`;
  },
};

export const storage = probeCheck(storageProbe);
