import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { packageRoot } from "../paths";
import { isRunning, readRecord, writeRecord } from "./process-record";
import { labMark } from "./sweep";

/** A background process of the lab: the script that is it, and the record it writes once it is ready. */
export interface DaemonSpec {
  readonly title: string;
  /** Path below the compiled lab folder, such as `node/daemon-main.js`. */
  readonly script: string;
  readonly args: readonly string[];
  readonly labDir: string;
  readonly recordFile: string;
  readonly logFile: string;
  /** Words in front of the daemon's own, which give it a world of its own; it then cannot write its record. */
  readonly within?: readonly string[];
  /** Whether the daemon answers; for those that cannot write their record. */
  readonly isReady?: () => Promise<boolean>;
}

const READY_WITHIN_MS = 20_000;

/** Starts the daemon unless it runs; resolves when it has written its record. */
export async function ensureDaemon(spec: DaemonSpec): Promise<"started" | "running"> {
  if (isRunning(readRecord(spec.recordFile))) {
    return "running";
  }
  const child = launch(spec);
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await hasBegun(spec, child))) {
    const end = endOf(child) ?? (Date.now() > deadline ? "it is not ready yet" : undefined);
    if (end !== undefined) {
      throw new Error(`${spec.title} did not start: ${end}\n${lastLines(spec.logFile)}`);
    }
    await sleep(20);
  }
  return "started";
}

/** From inside namespaces of its own a daemon does not know by which id this machine knows it. */
async function hasBegun({ recordFile, isReady }: DaemonSpec, child: ChildProcess): Promise<boolean> {
  if (isReady !== undefined && (await isReady()) && child.pid !== undefined) {
    writeRecord(recordFile, child.pid);
  }
  return isRunning(readRecord(recordFile));
}

/** The compiled lab folder, also when this code itself runs from source. */
export function compiledLabDir(): string {
  const root = packageRoot(__dirname, existsSync);
  return __filename.endsWith(".ts") ? join(root, "bin", "lab") : dirname(__dirname);
}

function launch(spec: DaemonSpec): ChildProcess {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, "a", 0o600);
  const own = [join(compiledLabDir(), spec.script), ...spec.args];
  const [file = process.execPath, ...args] = [...(spec.within ?? [process.execPath]), ...own];
  const child = spawn(file, args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, ...labMark(spec.labDir) },
  });
  closeSync(log);
  child.unref();
  return child;
}

/** How the child ended; undefined while it runs. */
function endOf({ exitCode, signalCode }: ChildProcess): string | undefined {
  if (exitCode === null && signalCode === null) {
    return undefined;
  }
  return `it ended with ${signalCode ?? `exit status ${exitCode}`}`;
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-8).join("\n");
}
