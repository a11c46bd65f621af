import type { FindingCode } from "./finding-codes";
import type { StorageFacts, VolumeUse } from "./volume-facts";

/** Which volumes must be mounted where, and what a node said of them; pure. */

export interface MountTarget {
  /** `shop/db-0 data`: pod and claim. */
  readonly what: string;
  readonly node: string;
  readonly uid: string;
  readonly volume: string;
  /** A folder of the host, which the kubelet does not mount. */
  readonly hostPath: string | null;
  readonly readOnly: boolean;
}

export interface MountState {
  readonly state: "rw" | "ro" | "missing" | "silent";
  /** Percent used; `null` where the file system does not count it. */
  readonly space: number | null;
  readonly inodes: number | null;
}

/** Volumes of running pods; raw devices have no file system to look at. */
export function mountTargets({ claims, volumes, uses }: StorageFacts): MountTarget[] {
  const claimOf = new Map(claims.map((claim) => [`${claim.namespace}/${claim.name}`, claim]));
  const hostPaths = new Map(volumes.map(({ name, hostPath }) => [name, hostPath]));
  return uses.flatMap(({ namespace, pod, uid, node, running, claim: name, readOnly }: VolumeUse) => {
    const claim = claimOf.get(`${namespace}/${name}`);
    if (!running || claim === undefined || claim.volume === null || claim.block) return [];
    const hostPath = hostPaths.get(claim.volume) ?? null;
    const what = `${namespace}/${pod} ${name}`;
    return [{ what, node, uid, volume: claim.volume, hostPath, readOnly: readOnly || claim.readOnly }];
  });
}

/** The two parameters of the node's script. */
export const mountParameters = ({ uid, volume, hostPath }: MountTarget): [string, string] =>
  hostPath === null ? [uid, volume] : ["", hostPath];

const LINE = /^(rw|ro|missing|silent) (\d{1,3}|-) (\d{1,3}|-)$/;

const percent = (text: string | undefined): number | null =>
  text === undefined || text === "-" ? null : Number(text);

/** One line a volume; `null` when the node said something else. */
export function readMountStates(stdout: string, expected: number): MountState[] | null {
  const lines = stdout.trimEnd().split("\n");
  const states = lines.flatMap((line) => {
    const [, state, space, inodes] = LINE.exec(line) ?? [];
    if (state === undefined) return [];
    return [{ state: state as MountState["state"], space: percent(space), inodes: percent(inodes) }];
  });
  return states.length === expected ? states : null;
}

/** Percent used. What was as full before the run is not held against it. */
const FULL = 98;

export interface MountTrouble {
  /** Follows the name of the volume. */
  readonly failure: string;
  readonly code: FindingCode;
}

/** What is wrong with a volume that a pod uses; `null` when nothing is. */
export function mountTrouble(
  { state, space, inodes }: MountState,
  { hostPath, readOnly }: Pick<MountTarget, "hostPath" | "readOnly">,
): MountTrouble | null {
  if (state === "missing") {
    const failure = hostPath === null ? "is not mounted" : `its folder ${hostPath} is gone`;
    return { failure, code: "VOLUME_NOT_MOUNTED" };
  }
  if (state === "silent") return { failure: "is mounted and does not answer", code: "VOLUME_NOT_MOUNTED" };
  if (state === "ro" && !readOnly) return { failure: "takes no writes", code: "VOLUME_READ_ONLY" };
  if ((space ?? 0) >= FULL) return { failure: `${space} % of its space is used`, code: "VOLUME_FULL" };
  if ((inodes ?? 0) >= FULL) return { failure: `${inodes} % of its inodes are used`, code: "VOLUME_FULL" };
  return null;
}

/** Claims that somebody waits for: lost ones, and those that neither wait for a pod nor have none. */
export function unboundClaims({ claims, uses }: StorageFacts): { what: string; phase: string }[] {
  const wanted = new Set(uses.map(({ namespace, claim }) => `${namespace}/${claim}`));
  return claims.flatMap(({ namespace, name, phase, waitsForConsumer }) => {
    const what = `${namespace}/${name}`;
    const mayWait = phase === "Pending" && waitsForConsumer && !wanted.has(what);
    return phase === "Bound" || mayWait ? [] : [{ what, phase }];
  });
}
