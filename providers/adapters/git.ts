import { simpleGit } from "simple-git";

/** Which commit of the configuration was at work; `null` where the project is no Git checkout. */
export interface GitState {
  readonly commit: string;
  readonly branch: string;
  /** Files differ from the commit, so the commit alone does not tell what was at work. */
  readonly dirty: boolean;
}

/** Looks only; arguments are fixed, no user text reaches git. */
export async function readGitState(folder: string): Promise<GitState | null> {
  const git = simpleGit({ baseDir: folder, timeout: { block: 10_000 } });
  if (!(await git.checkIsRepo().catch(() => false))) return null;
  const commit = await git.revparse(["HEAD"]).catch(() => null);
  if (commit === null) return null;
  const { current, files } = await git.status();
  return { commit, branch: current ?? "detached", dirty: files.length > 0 };
}
