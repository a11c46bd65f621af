import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { signal } from "../process/stop-process";
import { parseEnvironment, type UnitFile } from "./unit-file";

/** How a process ended: its exit status, or the signal that ended it. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Who wants to hear of a service's process. */
export interface ProcessListener {
  line(pid: number, text: string): void;
  end(pid: number, end: ProcessEnd): void;
}

/** One run of a unit's command, in a process group of its own so that nothing of it stays behind. */
export class ServiceProcess {
  private ended = false;
  private readonly ending: Promise<void>;

  private constructor(
    readonly pid: number,
    child: ChildProcess,
    listener: ProcessListener,
  ) {
    forEachLine(child.stdout, (text) => listener.line(pid, text));
    forEachLine(child.stderr, (text) => listener.line(pid, text));
    this.ending = new Promise((resolve) => {
      child.once("exit", (code, name) => {
        this.ended = true;
        signal(-pid, "SIGKILL");
        listener.end(pid, { code, signal: name });
        resolve();
      });
    });
  }

  /** Runs the unit's ExecStart; throws when there is nothing to execute. */
  static async run(
    unit: UnitFile,
    environment: NodeJS.ProcessEnv,
    listener: ProcessListener,
  ): Promise<ServiceProcess> {
    const [command, ...args] = unit.execStart;
    if (command === undefined) {
      throw new Error("Service has no ExecStart= setting. Refusing.");
    }
    const env = { ...environment, ...environmentOf(unit) };
    const child = spawn(command, args, { cwd: "/", env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    await spawned(child);
    return new ServiceProcess(child.pid as number, child, listener);
  }

  /** Asks the main process to end, and forces the whole group after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    if (this.ended) {
      return;
    }
    signal(this.pid, "SIGTERM");
    const forced = new AbortController();
    const force = sleep(graceMs, undefined, { signal: forced.signal }).then(
      () => signal(-this.pid, "SIGKILL"),
      () => undefined,
    );
    await this.ending;
    forced.abort();
    await force;
  }
}

function environmentOf(unit: UnitFile): Record<string, string> {
  const read = unit.environmentFiles.map((file) => {
    try {
      return parseEnvironment(readFileSync(file.path, "utf8"));
    } catch (error) {
      if (file.optional) {
        return {};
      }
      throw new Error(`Failed to load environment files: ${(error as Error).message}`);
    }
  });
  return Object.assign({}, ...read);
}

function spawned(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve());
    child.once("error", reject);
  });
}

function forEachLine(stream: Readable | null, take: (line: string) => void): void {
  if (stream !== null) {
    createInterface({ input: stream }).on("line", take);
  }
}
