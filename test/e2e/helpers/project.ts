import { type ChildProcessByStdio, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { tellHistory } from "./lab-history";

const checkout = resolve(__dirname, "..", "..", "..");

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Running = ChildProcessByStdio<null, Readable, Readable>;

/** What a started command says until its end, and how it ends. */
export function resultOf(child: Running): Promise<CommandResult> {
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => done({ code: code ?? -1, ...text }));
  });
}

/** The error itself first, and then all of it: whoever shortens a long message cuts off its end. */
export function said({ stdout, stderr }: CommandResult): string {
  const error = stderr.trimEnd().split("\n").slice(-8);
  return [...error, "", "All that it said:", stdout, stderr].join("\n");
}

/** Waits for a moment in a command's work; a command that ends before it fails the test with what it said. */
export async function momentIn(result: Promise<CommandResult>, isReached: () => boolean): Promise<void> {
  let ended: CommandResult | undefined;
  void result.then((value) => (ended = value));
  while (!isReached()) {
    if (ended) throw new Error(`ended with ${ended.code} too early\n${said(ended)}`);
    await sleep(20);
  }
}

type Change = (config: Record<string, Record<string, unknown>>) => void;

/**
 * A project of its own for one suite: the product's Pulumi files in a fresh folder, with its own lab, state and
 * backups, run through the built command as a user would.
 */
export class Project {
  /** Variables for the commands, beside those of this process. */
  readonly extra: Record<string, string> = {};
  readonly dir = mkdtempSync(join(tmpdir(), "gu-e2e-"));

  constructor() {
    for (const file of ["Pulumi.yaml", "Pulumi.test.yaml", "package.json"])
      cpSync(join(checkout, file), join(this.dir, file));
    for (const folder of ["bin", "node_modules"]) symlinkSync(join(checkout, folder), join(this.dir, folder));
  }

  /** Edits `Pulumi.test.yaml`; keys are named without their namespace. */
  configure(change: Change): void {
    const file = join(this.dir, "Pulumi.test.yaml");
    const content = parse(readFileSync(file, "utf8")) as { config: Record<string, Record<string, unknown>> };
    const keys = Object.keys(content.config);
    const short = Object.fromEntries(
      keys.map((key) => [key.replace("gitops-updates:", ""), content.config[key] ?? {}]),
    );
    change(short);
    const config = Object.fromEntries(
      Object.entries(short).map(([key, value]) => [`gitops-updates:${key}`, value]),
    );
    writeFileSync(file, stringify({ ...content, config }));
  }

  environment(): NodeJS.ProcessEnv {
    const { PULUMI_BACKEND_URL: _url, PULUMI_CONFIG_PASSPHRASE: _phrase, ...rest } = process.env;
    return { ...rest, ...this.extra, NO_COLOR: "1" };
  }

  /** Starts `gitops-update` without waiting for its end. */
  start(...words: string[]): Running {
    const main = join(checkout, "bin", "cli", "main.js");
    return spawn(process.execPath, [main, "--cwd", this.dir, ...words], {
      cwd: this.dir,
      env: this.environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  run(...words: string[]): Promise<CommandResult> {
    return resultOf(this.start(...words));
  }

  /** Demands success, so that a failing command fails the test with what it said. */
  async must(...words: string[]): Promise<string> {
    const result = await this.run(...words);
    if (result.code !== 0)
      throw new Error(`gitops-update ${words.join(" ")} ended with ${result.code}\n${said(result)}`);
    return result.stdout;
  }

  async json<T>(...words: string[]): Promise<T> {
    return JSON.parse(await this.must(...words, "-o", "json")) as T;
  }

  async remove(): Promise<void> {
    if ((globalThis as { aTestHasFailed?: boolean }).aTestHasFailed === true) await tellHistory(this.dir);
    await this.run("lab", "down", "--remove");
    rmSync(this.dir, { recursive: true, force: true });
  }
}
