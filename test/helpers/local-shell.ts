import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { NodeScript, ShellOptions, ShellResult } from "../../domain/ports";

/** Runs a fixed script for real, under this machine's own `/bin/sh`; `path` is all that it finds programs in. */
export function runScript(
  { name, text }: NodeScript,
  parameters: readonly string[],
  { stdinFile, stdoutFile, path }: ShellOptions & { readonly path?: string } = {},
): ShellResult {
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", text, name, ...parameters], {
    input: stdinFile === undefined ? "" : readFileSync(stdinFile),
    maxBuffer: 64 * 1024 * 1024,
    env: path === undefined ? process.env : { ...process.env, PATH: path },
  });
  if (stdoutFile !== undefined) writeFileSync(stdoutFile, stdout);
  return {
    code: status ?? -1,
    stdout: stdoutFile === undefined ? stdout.toString() : "",
    stderr: stderr.toString(),
  };
}

export const hasProgram = (name: string): boolean => {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
