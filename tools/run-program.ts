import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a short-lived program and returns everything it printed, on whichever stream. */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly timeoutMs?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(file, [...args], {
    env: { ...process.env, ...options.env },
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout + stderr;
}
