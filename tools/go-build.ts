import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { GoModule } from "./types";

export interface GoBuildOrder {
  readonly go: string;
  readonly module: GoModule;
  readonly checkout: string;
  readonly out: string;
  readonly signal?: AbortSignal | undefined;
  readonly report: (message: string) => void;
}

const TICK_MS = 1_000;
/** So many of the last lines that are not package names are kept for the error text. */
const KEPT_LINES = 8;

/** The arguments of `go build`. Paths of this machine and the state of its checkout are kept out of the result. */
export function goBuildArgs(module: GoModule, out: string): string[] {
  const variables = Object.entries(module.variables).map(([name, value]) => `-X ${name}=${value}`);
  return [
    "build",
    "-mod=readonly",
    ...(module.modfile ? [`-modfile=${module.modfile}`] : []),
    "-trimpath",
    "-buildvcs=false",
    "-v",
    `-ldflags=${["-s", "-w", ...variables].join(" ")}`,
    `-o=${out}`,
    module.package,
  ];
}

/** Runs `go build`, telling every second how many packages have been compiled. */
export async function goBuild(order: GoBuildOrder): Promise<void> {
  const { go, module, checkout, out, signal } = order;
  signal?.throwIfAborted();
  const child = spawn(go, goBuildArgs(module, out), {
    cwd: join(checkout, module.dir),
    env: { ...process.env, ...(module.static ? { CGO_ENABLED: "0" } : {}) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  // SIGINT lets go finish the packages in work and remove its temporary files.
  const stop = () => child.kill("SIGINT");
  signal?.addEventListener("abort", stop);
  const progress = followOutput(child.stderr, order.report);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`go build failed: ${progress.lastWords()}`);
  } finally {
    progress.end();
    signal?.removeEventListener("abort", stop);
  }
}

/** Counts the package names that `go build -v` prints; what else it prints is about errors and downloads. */
function followOutput(output: NodeJS.ReadableStream, report: (message: string) => void) {
  let compiled = 0;
  const others: string[] = [];
  createInterface({ input: output }).on("line", (line) => {
    if (isPackageName(line)) compiled += 1;
    else others.push(line);
  });
  const tick = () =>
    report(compiled > 0 ? `compiled ${compiled} packages` : (others.at(-1) ?? "go has begun"));
  tick();
  const timer = setInterval(tick, TICK_MS);
  return { end: () => clearInterval(timer), lastWords: () => others.slice(-KEPT_LINES).join("\n    ") };
}

/** A package path has neither blanks nor a colon, unlike every message of the compiler. */
function isPackageName(line: string): boolean {
  return /^[\w./~+-]+$/.test(line);
}
