import { get, type IncomingMessage } from "node:http";

const OK = 200;

/**
 * One request on a connection of its own.
 * @returns why there was no whole answer with status 200 in time; `null` when there was
 */
export function askOnce(url: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const late = `no answer within ${timeoutMs / 1000} s`;
    const signal = AbortSignal.timeout(timeoutMs);
    const fail = (error: NodeJS.ErrnoException): void =>
      resolve(signal.aborted ? late : (error.code ?? error.message));
    get(url, { agent: false, signal }, (answer) => readAnswer(answer, resolve, fail)).once("error", fail);
  });
}

function readAnswer(
  answer: IncomingMessage,
  done: (failure: string | null) => void,
  fail: (error: Error) => void,
): void {
  answer.once("error", fail);
  answer.once("end", () => done(answer.statusCode === OK ? null : `HTTP ${answer.statusCode}`));
  answer.resume();
}
