import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { type LabPaths, labPaths } from "../paths";
import type { LabProgress, OnProgress } from "../steps";

/** Adds the option that says which lab is meant. */
export function onNamed(command: Command): Command {
  return command.option("--name <name>", "which lab, when there is more than one", "default");
}

/** What a lab command was told, by its own options and by those of the whole program. */
export interface LabContext {
  readonly name: string;
  readonly projectDir: string;
  readonly lab: LabPaths;
  readonly json: boolean;
}

/** Reads the lab that is meant, and where it is. */
export function contextOf(command: Command): LabContext {
  const options = command.optsWithGlobals<{ name: string; cwd?: string; output?: string }>();
  const projectDir = projectFrom(resolve(options.cwd ?? process.cwd()));
  const { name, output } = options;
  return { name, projectDir, lab: labPaths(name, projectDir), json: output === "json" };
}

/** Reads a count from the command line. */
export function count(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("It has to be a number.");
  }
  return Number(text);
}

/** How long a step is silent before it says what it is at; most end before. */
const SILENT_MS = 4_000;

/** Prints a line per step, on stderr so that stdout holds answers only. */
export function progressLines(print: (line: string) => void = console.error): OnProgress {
  const spoke = new Map<string, number>();
  return (progress) => {
    const { title, state, elapsedMs } = progress;
    if (state === "tick" && elapsedMs - (spoke.get(title) ?? 0) < SILENT_MS) return;
    spoke.set(title, state === "start" ? 0 : elapsedMs);
    const line = progressLine(progress);
    if (line !== undefined) {
      print(line);
    }
  };
}

function progressLine({ title, state, elapsedMs, detail }: LabProgress): string | undefined {
  const elapsed = `${(elapsedMs / 1000).toFixed(1)} s`.padStart(8);
  switch (state) {
    case "start":
      return undefined;
    case "tick":
      return pc.dim(`${elapsed}  … ${title}${detail === undefined ? "" : `: ${detail}`}`);
    case "done":
      return `${elapsed}  ${pc.green("✓")} ${title}`;
    case "failed":
      return `${elapsed}  ${pc.red("✗")} ${title}`;
  }
}

/** The project around a folder; a lab can also live where there is none. */
function projectFrom(start: string): string {
  for (let folder = start; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) {
      return folder;
    }
  }
  return start;
}
