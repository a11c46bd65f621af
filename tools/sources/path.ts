import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { satisfies } from "semver";
import { runProgram } from "../run-program";
import type { Found, NotFound, PathProbe, ToolSource } from "../types";

/** Takes the first executable of that name on `PATH`, as a shell would, if its version will do. */
export const pathSource: ToolSource = {
  id: "path",
  async find({ executable, onPath }) {
    if (onPath === undefined) return { reason: "this tool is never taken from there" };
    const file = await findOnPath(executable);
    if (file === undefined) return { reason: `no ${executable} on the PATH` };
    const output = await runProgram(file, onPath.args, { timeoutMs: 5_000, env: QUIET });
    return judge(file, output, onPath);
  },
};

/** Keeps Pulumi from asking its maker for news when it only has to say its version. */
const QUIET = { PULUMI_SKIP_UPDATE_CHECK: "true" };

/** The first executable file called `name` in the folders of `PATH`. */
export async function findOnPath(name: string, path = process.env.PATH ?? ""): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** Whether the version that a program printed is in the range. */
export function judge(file: string, output: string, { range, version }: PathProbe): Found | NotFound {
  const [, seen] = version.exec(output) ?? [];
  if (seen === undefined) return { reason: `${file} does not say its version` };
  if (!satisfies(seen, range)) return { reason: `${file} is version ${seen}, wanted is ${range}` };
  return { file, version: `v${seen}` };
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
