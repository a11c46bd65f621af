import { spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { ShellOptions, ShellResult } from "../../domain/ports";

/** Runs one ssh with these words to its end; code -1 is one that had to be ended. */
export type RunClient = (words: readonly string[], options: ShellOptions) => Promise<ShellResult>;

const OUTPUT_LIMIT = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 60_000;

/** As a child of this very process. */
export const runClient: RunClient = async (words, options) => {
  const child = spawn("ssh", words, { stdio: ["pipe", "pipe", "pipe"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const output = { stdout: "", stderr: "" };
  const keep = (stream: "stdout" | "stderr") => (chunk: string) => {
    if (output[stream].length < OUTPUT_LIMIT) output[stream] += chunk;
  };
  child.stderr.setEncoding("utf8").on("data", keep("stderr"));
  const streams: Promise<unknown>[] = [];
  if (options.stdoutFile === undefined) child.stdout.setEncoding("utf8").on("data", keep("stdout"));
  else streams.push(pipeline(child.stdout, createWriteStream(options.stdoutFile, { mode: 0o600 })));
  // A command that ends before it read all of its input closes the pipe; its exit code tells the story.
  child.stdin.on("error", () => undefined);
  if (options.stdinFile === undefined) child.stdin.end();
  else createReadStream(options.stdinFile).pipe(child.stdin);
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  try {
    const [code] = await Promise.all([ended, ...streams]);
    return { code, ...output };
  } finally {
    clearTimeout(timer);
  }
};
