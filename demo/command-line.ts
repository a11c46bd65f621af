import { spawn } from "node:child_process";
import { join } from "node:path";

const main = join(__dirname, "..", "cli", "main.js");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
}

/** Runs `gitops-update` exactly as a user would; what it prints is shown, or kept for `capture`. */
export function gitopsUpdate(words: readonly string[], capture: boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const stdio = ["ignore", capture ? "pipe" : "inherit", "inherit"] as const;
    const child = spawn(process.execPath, [main, ...words], { stdio: [...stdio] });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A terminal sends Ctrl-C to both: the command ends in its own good time, and the story after it.
    const interrupted = { yes: false };
    const leaveItToTheCommand = (): void => {
      interrupted.yes = true;
    };
    process.on("SIGINT", leaveItToTheCommand);
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("SIGINT", leaveItToTheCommand);
      if (interrupted.yes) reject(new Error("interrupted"));
      else resolve({ code: code ?? 1, stdout: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

/** The same, parsed; a failure is thrown. */
export async function ask<T>(...words: string[]): Promise<T> {
  const { code, stdout } = await gitopsUpdate([...words, "-o", "json"], true);
  if (code !== 0) throw new Error(`gitops-update ${words.join(" ")} ended with ${code}`);
  return JSON.parse(stdout) as T;
}
