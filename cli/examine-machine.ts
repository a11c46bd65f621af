import { constants, existsSync } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { blocked } from "../domain/errors";
import type { CliContext } from "./context";
import { type Examined, examine } from "./examine";
import { demandPassphrase, projectEnvironment } from "./project-environment";

const GIB = 1024 ** 3;

/** The folder itself, or the one in which it would be made. */
const nearest = (folder: string): string => (existsSync(folder) ? folder : nearest(dirname(folder)));

async function demandWritable(folder: string): Promise<void> {
  const next = "give this user the right to write there, or choose another gitops-updates:backup.directory.";
  if (!(await stat(folder)).isDirectory()) throw blocked("BACKUP_DIRECTORY", `${folder} is no folder.`, next);
  await access(folder, constants.W_OK).catch((error) => {
    throw blocked("BACKUP_DIRECTORY", `${folder} cannot be written to.`, next, error);
  });
}

async function roomFor(directory: string): Promise<string> {
  const folder = nearest(directory);
  await demandWritable(folder);
  const { bavail, bsize } = await statfs(folder);
  return `${directory}, ${((bavail * bsize) / GIB).toFixed(1)} GiB free`;
}

/** What an update needs of this machine itself, before it is in the middle of needing it. */
export const examineMachine = (
  context: Pick<CliContext, "projectDir" | "stack">,
  backups: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Examined[]> =>
  Promise.all([
    examine("secrets of the stack", () => {
      demandPassphrase(context, { ...env, ...projectEnvironment(context, env) });
      return "the engine can seal them";
    }),
    examine("backup directory", () => roomFor(backups)),
  ]);
