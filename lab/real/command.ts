import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program of this machine; what it said becomes the error. */
export async function command(file: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { maxBuffer: 1 << 24 }).catch(
    (error: Error & { stderr?: string }) => {
      throw new Error(`${file} ${args.join(" ")}: ${error.stderr?.trim() || error.message}`);
    },
  );
  return stdout;
}
