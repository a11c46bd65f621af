import { isUpdateError, type UpdateError, waiting } from "../../domain/errors";
import { mapLimited } from "../../domain/map-limited";
import type { Clock } from "../../domain/ports";
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

/** A lost packet or a busy moment is no finding: what fails is asked once more. */
async function askTwice({ ask }: Errand): Promise<Outcome> {
  const first = await ask();
  return first.failure === null ? first : ask();
}

/** After the first trouble with the node itself the rest is not asked: it would only be said again and again. */
async function sendFrom(
  node: string,
  errands: readonly Errand[],
  isLate: () => boolean,
): Promise<Measurement[]> {
  let trouble: UpdateError | undefined;
  const asked = await mapLimited(errands, QUESTIONS_AT_ONCE, async (errand) => {
    if (trouble !== undefined || isLate()) return null;
    try {
      return { node, what: errand.what, ...(await askTwice(errand)) };
    } catch (error) {
      if (!isUpdateError(error)) throw error;
      trouble ??= error;
      return null;
    }
  });
  const told = asked.filter((it) => it !== null);
  // Where something failed already, running late is its consequence.
  const late = told.length < asked.length && told.every(({ failure }) => failure === null);
  if (trouble === undefined && late) trouble = tooLate(node, told.length, asked.length);
  return trouble === undefined ? told : [...told, troubleOf(node, trouble)];
}

/** Sends all nodes on their errands side by side. Nothing is thrown for what is wrong with a node. */
export async function send(clock: Clock, errands: readonly Errand[]): Promise<Measurement[]> {
  const deadline = clock.elapsedMs() + DEADLINE_MS;
  const isLate = (): boolean => clock.elapsedMs() >= deadline;
  const byNode = [...Map.groupBy(errands, ({ node }) => node)];
  const told = await mapLimited(byNode, NODES_AT_ONCE, ([node, own]) => sendFrom(node, own, isLate));
  return told.flat();
}
