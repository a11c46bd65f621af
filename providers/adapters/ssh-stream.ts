import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import type { Address } from "../../domain/ports";
import { forwardArguments, type SshSettings, type SshTarget } from "./ssh";

/** A TCP stream that begins on a node, carried by an ssh client of its own. */
export interface NodeStream {
  readonly stream: Duplex;
  /** The far end has accepted; rejects with `NotCarried` when it has not. */
  readonly accepted: Promise<void>;
  /** Gives up the stream; nothing of it keeps this process alive. */
  close(): void;
}

/** ssh ended without a stream; its own words are all there is to go by. */
export class NotCarried extends Error {
  override readonly name = "NotCarried";
}

/** A client of the shared connection says the first, one with its own connection the second. */
const ACCEPTED = /master session id: \d+|: open confirm /;
const LOG_LIMIT = 256 * 1024;

const isDebug = (line: string): boolean => /^debug\d: /.test(line);

const wordsOf = (log: string): string =>
  log
    .split("\n")
    .filter((line) => !isDebug(line))
    .join("\n");

/**
 * Standard input and output as one stream. Unlike `Duplex.from` it does not throw away an answer because the far end
 * had no interest in the rest of the question: servers answer, hang up, and are right.
 */
function streamOf({ stdin, stdout }: ChildProcessWithoutNullStreams): Duplex {
  const stream = new Duplex({
    read: () => void stdout.resume(),
    write: (chunk: Buffer, _encoding, done) => void stdin.write(chunk, () => done()),
    final: (done) => void stdin.end(() => done()),
  });
  stdin.on("error", () => undefined);
  stdout.on("data", (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stdout.once("end", () => stream.push(null));
  return stream;
}

/** Begins at once; a stream that nobody closes lasts as long as its far end wants. */
export function openStream(
  settings: SshSettings,
  target: SshTarget,
  to: Address,
  connection: "shared" | "own" = "shared",
): NodeStream {
  const child = spawn("ssh", forwardArguments(settings, target, to, connection));
  const { stdin, stdout, stderr } = child;
  const stream = streamOf(child);
  // Whoever talks over it hears of an error; after that it is nobody's.
  stream.on("error", () => undefined);
  let log = "";
  const accepted = new Promise<void>((resolve, reject) => {
    stderr.setEncoding("utf8").on("data", (chunk: string) => {
      if (log.length < LOG_LIMIT) log += chunk;
      if (ACCEPTED.test(log)) resolve();
    });
    child.once("error", (error) => reject(new NotCarried(error.message)));
    // A client whose log says nothing of use still ends well when the far end has hung up.
    child.once("close", (code) => (code === 0 ? resolve() : reject(new NotCarried(wordsOf(log)))));
  });
  accepted.catch(() => undefined);
  const close = (): void => {
    child.kill();
    // The shared connection may hold on to the other ends for as long as the node waits for an answer.
    for (const pipe of [stream, stdin, stdout, stderr]) pipe.destroy();
  };
  return { stream, accepted, close };
}
