import { isUpdateError, type UpdateError, waiting } from "../../domain/errors";
import { mapLimited } from "../../domain/map-limited";
import type { Surroundings } from "../types";
import type { Measurement, Outcome } from "./measurement";

/** A question that one node is to put. */
export interface Errand {
  readonly node: string;
  readonly what: string;
  ask(): Promise<Outcome>;
}

/** Each question is a process here and a stream there: enough at once to be quick, few enough to go unnoticed. */
const NODES_AT_ONCE = 16;
const QUESTIONS_AT_ONCE = 8;
/** After this no further question is put; those under way end by their own limit. */
const DEADLINE_MS = 30_000;
/**
 * A pod that has just become Ready is not yet behind its service: kube-proxy follows a change within its minimum sync
 * period, one second unless it was configured otherwise. On a node of the lab it took up to 0.8 s.
 */
const AGAIN_AFTER_MS = 2_000;

const tooLate = (node: string, asked: number, all: number): UpdateError =>
  waiting(
    "PROBES_LATE",
    `${node} could put ${asked} of ${all} questions within ${DEADLINE_MS / 1000} s.`,
    "look at the load of the host and of its network, then run again.",
  );

const troubleOf = (node: string, trouble: UpdateError): Measurement => ({
  node,
  what: trouble.code,
  failure: trouble.message,
  trouble,
});

/** Asks what can still be asked; `null` stands for what was not. */
type Put = (errand: Errand) => Promise<Measurement | null>;

/**
 * A lost packet or a busy moment is no finding: what fails is asked once more, together and a while later. Nothing is
 * made of a failure that trouble with the node kept from being seen twice; one that it grew too late for counts.
 */
async function putTwice(
  errands: readonly Errand[],
  pause: () => Promise<void>,
  put: Put,
  isCut: () => boolean,
) {
  const first = await mapLimited(errands, QUESTIONS_AT_ONCE, async (errand) => ({
    errand,
    told: await put(errand),
  }));
  const failed = first.some(({ told }) => told !== null && told.failure !== null);
  if (failed && !isCut()) await pause();
  return mapLimited(first, QUESTIONS_AT_ONCE, async ({ errand, told }) => {
    if (told === null || told.failure === null) return told;
    const again = await put(errand);
    return again ?? (isCut() ? null : told);
  });
}

/** After the first trouble with the node itself the rest is not asked: it would only be said again and again. */
async function sendFrom(
  node: string,
  errands: readonly Errand[],
  pause: () => Promise<void>,
  isLate: () => boolean,
) {
  let trouble: UpdateError | undefined;
  const isCut = (): boolean => trouble !== undefined;
  const put: Put = async ({ what, ask }) => {
    if (isCut() || isLate()) return null;
    try {
      return { node, what, ...(await ask()) };
    } catch (error) {
      if (!isUpdateError(error)) throw error;
      trouble ??= error;
      return null;
    }
  };
  const told = (await putTwice(errands, pause, put, isCut)).filter((it) => it !== null);
  // Where something failed already, running late is its consequence.
  const late = told.length < errands.length && told.every(({ failure }) => failure === null);
  if (trouble === undefined && late) trouble = tooLate(node, told.length, errands.length);
  return trouble === undefined ? told : [...told, troubleOf(node, trouble)];
}

/** Sends all nodes on their errands side by side. Nothing is thrown for what is wrong with a node. */
export async function send(
  { clock, probeAgainAfterMs = AGAIN_AFTER_MS }: Pick<Surroundings, "clock" | "probeAgainAfterMs">,
  errands: readonly Errand[],
): Promise<Measurement[]> {
  const pause = () => clock.sleep(probeAgainAfterMs);
  const deadline = clock.elapsedMs() + DEADLINE_MS;
  const isLate = (): boolean => clock.elapsedMs() >= deadline;
  const byNode = [...Map.groupBy(errands, ({ node }) => node)];
  const told = await mapLimited(byNode, NODES_AT_ONCE, ([node, own]) => sendFrom(node, own, pause, isLate));
  return told.flat();
}
