import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";

const checkout = resolve(__dirname, "..", "..");
const main = join(checkout, "bin", "cli", "main.js");

/** As `scripts/gitops-update.sh` starts it. */
const NODE_FLAGS = ["--min-semi-space-size=16", "--max-semi-space-size=16"];

export interface Ended {
  readonly stdout: string;
  /** Largest resident size of the command itself, in MB. */
  readonly peakMb: number;
  readonly seconds: number;
}

/** A project of its own, so that a bench run leaves the checkout's lab and stack alone. */
export class BenchProject {
  readonly dir = mkdtempSync(join(tmpdir(), "gu-bench-"));

  constructor() {
    for (const file of ["Pulumi.yaml", "Pulumi.test.yaml", "package.json"])
      cpSync(join(checkout, file), join(this.dir, file));
    for (const folder of ["bin", "node_modules"]) symlinkSync(join(checkout, folder), join(this.dir, folder));
  }

  /** Replaces keys of the test stack; keys are named without their namespace. */
  configure(keys: Readonly<Record<string, unknown>>): void {
    const file = join(this.dir, "Pulumi.test.yaml");
    const content = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    const named = Object.entries(keys).map(([key, value]) => [`gitops-updates:${key}`, value]);
    writeFileSync(
      file,
      stringify({ ...content, config: { ...content.config, ...Object.fromEntries(named) } }),
    );
  }

  read(key: string): Record<string, unknown> {
    const content = parse(readFileSync(join(this.dir, "Pulumi.test.yaml"), "utf8")) as {
      config: Record<string, unknown>;
    };
    return content.config[`gitops-updates:${key}`] as Record<string, unknown>;
  }

  /** Runs the command and samples its memory while it works. */
  run(...words: string[]): Promise<Ended> {
    return runProgram(process.execPath, [...NODE_FLAGS, main, "--cwd", this.dir, ...words], this.dir);
  }

  async remove(): Promise<void> {
    await this.run("lab", "down", "--remove");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const SAMPLE_MS = 50;

function residentMb(pid: number): number {
  try {
    const line = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export function runProgram(
  program: string,
  words: readonly string[],
  cwd: string,
  env = process.env,
): Promise<Ended> {
  const began = performance.now();
  const child = spawn(program, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const text = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text.stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (text.stderr += chunk));
  let peakMb = 0;
  const sampler = setInterval(() => {
    peakMb = Math.max(peakMb, residentMb(child.pid ?? 0));
  }, SAMPLE_MS);
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (code) => {
      clearInterval(sampler);
      const took = (performance.now() - began) / 1000;
      if (code === 0) done({ stdout: text.stdout, peakMb, seconds: took });
      else
        fail(new Error(`${program} ${words.join(" ")} ended with ${code}\n${text.stdout}\n${text.stderr}`));
    });
  });
}
