import { fork } from "node:child_process";
import { join } from "node:path";
import type { ShellOptions, ShellResult } from "../../domain/ports";
import { type RunClient, runClient } from "./ssh-client";

export interface StarterRequest {
  readonly id: number;
  readonly words: readonly string[];
  readonly options: ShellOptions;
}

export type StarterAnswer = { readonly id: number } & (
  | { readonly result: ShellResult }
  | { readonly error: string }
);

/** Runs ssh clients from another process until it is closed. */
export interface SshStarter {
  readonly run: RunClient;
  close(): void;
}

/** ssh's own code for a connection that failed, so that whoever asked asks again. */
const CONNECTION_LOST: ShellResult = { code: 255, stdout: "", stderr: "the process that ran ssh has ended" };

interface Waiting {
  resolve(result: ShellResult): void;
  reject(error: Error): void;
}

/**
 * A small process that starts the clients. To start a program, Node copies the map of its own memory first and stands
 * still meanwhile: with what a plan needs that is 12 ms for each of a hundred hosts, and 2 ms in a process that has
 * nothing. It begins at once. It is for speed alone: where it is lost, or never came to be, this process starts them.
 */
export function openSshStarter(entry = join(__dirname, "ssh-starter-main.js")): SshStarter {
  const waiting = new Map<number, Waiting>();
  let asked = 0;

  /** Only while something is waited for does it keep this process alive. */
  const settle = (): void => {
    if (waiting.size === 0) child.channel?.unref();
    else child.channel?.ref();
  };

  const child = fork(entry, [], { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.unref();
  child.on("message", (answer: StarterAnswer) => {
    const request = waiting.get(answer.id);
    waiting.delete(answer.id);
    settle();
    if ("result" in answer) request?.resolve(answer.result);
    else request?.reject(new Error(answer.error));
  });
  // An error of its own is always followed by its end.
  child.on("error", () => undefined);
  const lose = (): void => {
    for (const request of waiting.values()) request.resolve(CONNECTION_LOST);
    waiting.clear();
  };
  // Either may come first, and between them requests still seem to be taken.
  child.once("exit", lose).once("disconnect", lose);
  settle();

  const ask: RunClient = (words, options) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, { resolve, reject });
      settle();
      child.send({ id, words, options } satisfies StarterRequest);
    });

  return {
    run: (words, options) => (child.connected ? ask : runClient)(words, options),
    close() {
      if (child.connected) child.disconnect();
    },
  };
}
