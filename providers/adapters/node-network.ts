import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { blocked } from "../../domain/errors";
import type { Address, NodeNetwork, NodeScript, NodeShell, Reply } from "../../domain/ports";
import { askDns } from "./dns-question";
import { askHttp } from "./http-question";
import { connectionError, type SshSettings, type SshTarget, targetOf } from "./ssh";
import { type NodeStream, NotCarried, openStream } from "./ssh-stream";

/** Well within the time that a shared connection outlives its last client. */
const STANDS_MS = 30_000;
const GREETING: NodeScript = { name: "greet", text: "true" };

function forbidden(node: string): Error {
  const next =
    "set AllowTcpForwarding yes for this user in sshd_config, or switch off gitops-updates:validation.probes.";
  return blocked("SSH_FORWARDING", `the SSH server of ${node} carries no streams.`, next);
}

/** Why ssh carried no stream: a few words about the far end, or an error that is about the node. */
function reasonOf(node: string, words: string): string {
  if (/administratively prohibited/i.test(words)) throw forbidden(node);
  const failed = /open failed: (?:connect failed|[^:\n]+):?[ \t]*(.*)/i.exec(words);
  if (failed === null) throw connectionError(node, words);
  return failed[1] === undefined || failed[1] === "" ? "connection refused" : failed[1].toLowerCase();
}

/** Through a shared connection ssh does not say why. */
const saysNothing = (words: string): boolean => /session open refused by peer/i.test(words);

type Talk<T> = (stream: Duplex, accepted: Promise<void>) => Promise<T>;

/** ssh says why it ended on another stream than the one whose end is seen, and on a busy machine a moment later. */
const WORDS_MS = 2_000;

/** A stream that ended without a word of ssh has nothing to tell that the talk does not. */
const unlessSilent = (reason: Error): void => {
  if (reason.message !== "") throw reason;
};

/** What a talk came to. When it broke off because ssh carried no stream, that is the reason, not the silence after it. */
async function told<T>({ stream, accepted }: NodeStream, talk: Talk<T>): Promise<Reply<T>> {
  try {
    return { answer: await talk(stream, accepted) };
  } catch (error) {
    const carried = accepted.catch(unlessSilent);
    await Promise.race([carried, wait(WORDS_MS, undefined, { ref: false })]);
    return { failure: (error as Error).message || "the connection ended" };
  }
}

/** Waits no longer than asked for, and leaves nothing behind. */
async function converse<T>(stream: NodeStream, timeoutMs: number, talk: Talk<T>): Promise<Reply<T>> {
  const over = new AbortController();
  const silence = wait(timeoutMs, undefined, { signal: over.signal }).then(
    () => ({ failure: `no answer within ${timeoutMs / 1000} s` }),
    () => ({ failure: "given up" }),
  );
  const answer = told(stream, talk);
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, silence, stream.accepted.catch(unlessSilent).then(() => answer)]);
  } finally {
    over.abort();
    stream.close();
  }
}

/** Asked again on a connection of its own, where ssh does say why. */
async function explain(target: SshTarget, alone: NodeStream, patience: number): Promise<string> {
  try {
    await Promise.race([alone.accepted, wait(patience, undefined, { ref: false })]);
    return "refused";
  } catch (error) {
    if (error instanceof NotCarried) return reasonOf(target.name, error.message);
    throw error;
  } finally {
    alone.close();
  }
}

/** Does something once for a node; what failed is tried again the next time. */
function once<T>(memory: Map<string, Promise<T>>, node: string, work: () => Promise<T>): Promise<T> {
  const known = memory.get(node);
  if (known !== undefined) return known;
  const begun = work();
  memory.set(node, begun);
  begun.catch(() => memory.delete(node));
  return begun;
}

/** Probes over the shared SSH connections: a small ssh client for each stream, no tool and no pod on the node. */
export function openNodeNetwork(
  settings: SshSettings,
  shell: NodeShell,
  open: typeof openStream = openStream,
): NodeNetwork {
  const greeted = new Map<string, Promise<unknown>>();
  const lastUsed = new Map<string, number>();
  const explained = new Map<string, Promise<string>>();

  async function refusal(target: SshTarget, to: Address, words: string): Promise<string> {
    if (!saysNothing(words)) return reasonOf(target.name, words);
    const first = !explained.has(target.name);
    const reason = await once(explained, target.name, () =>
      explain(target, open(settings, target, to, "own"), settings.connectTimeoutSeconds * 1000),
    );
    return first ? reason : "refused";
  }

  /** The connection is made beforehand and with its own patience: a slow login is no slow answer, and one is enough. */
  async function greet(node: string): Promise<void> {
    const now = Date.now();
    if (now - (lastUsed.get(node) ?? now) > STANDS_MS) greeted.delete(node);
    lastUsed.set(node, now);
    await once(greeted, node, () => shell.run(node, GREETING, []));
  }

  async function ask<T>(node: string, to: Address, timeoutMs: number, talk: Talk<T>): Promise<Reply<T>> {
    const target = targetOf(settings, node);
    await greet(node);
    try {
      return await converse(open(settings, target, to), timeoutMs, talk);
    } catch (error) {
      if (error instanceof NotCarried) return { failure: await refusal(target, to, error.message) };
      throw error;
    }
  }

  return {
    connect: (node, to, timeoutMs) =>
      ask(node, to, timeoutMs, async (stream, accepted) => {
        stream.end();
        await accepted;
        return "accepted" as const;
      }),
    lookUp: (node, server, question, timeoutMs) =>
      ask(node, server, timeoutMs, (stream) => askDns(stream, question)),
    request: (node, to, question, timeoutMs) =>
      ask(node, to, timeoutMs, (stream) => askHttp(stream, question)),
  };
}
