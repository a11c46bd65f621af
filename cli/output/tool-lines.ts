import type { ToolProgress } from "../../tools/types";

const TICK_MS = 10_000;

/** Builds take minutes: a line at the start, one every ten seconds, and one at the end. */
export function toolLines(write: (line: string) => void): (progress: ToolProgress) => void {
  const last = new Map<string, number>();
  return ({ tool, phase, message, elapsedMs }) => {
    const before = last.get(tool) ?? -TICK_MS;
    // Time that has begun anew is another attempt at the same thing.
    const due = elapsedMs < before || elapsedMs - before >= TICK_MS;
    if (!due && phase !== "ready") return;
    last.set(tool, elapsedMs);
    write(`  [${(elapsedMs / 1000).toFixed(0).padStart(4)} s] ${tool}: ${message}`);
  };
}

/** For commands whose tools are nearly always there: of those nothing is said, of one that has to be made all of it. */
export function linesOfMadeTools(write: (line: string) => void): (progress: ToolProgress) => void {
  const tell = toolLines(write);
  const made = new Set<string>();
  return (progress) => {
    if (progress.phase === "build" || progress.phase === "download") made.add(progress.tool);
    if (made.has(progress.tool)) tell(progress);
  };
}
