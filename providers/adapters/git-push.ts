import { type SimpleGit, simpleGit } from "simple-git";
import { partial } from "../../domain/errors";
import {
  GUARDS,
  gitReason,
  PROTOCOLS,
  quietEnvironment,
  tokenEnvironment,
  transportEnvironment,
  unsafeFor,
} from "./git-environment";

/** The repository's own remote, or an address with a token for it. */
export type PushTarget =
  | "remote"
  | { readonly url: string; readonly token?: string; readonly protocols?: readonly string[] };

export interface Push {
  readonly branch: string;
  readonly replace: boolean;
  readonly target: PushTarget;
}

const SILENCE_MS = 120_000;

/** The remote of the branch that is checked out, else `origin`, else the only one. */
async function remoteOf(git: SimpleGit): Promise<string> {
  const names = (await git.getRemotes()).map(({ name }) => name);
  const current = (await git.raw(["branch", "--show-current"])).trim();
  const own = (await git.raw(["config", "--get", `branch.${current}.remote`]).catch(() => "")).trim();
  return names.find((it) => it === own) ?? names.find((it) => it === "origin") ?? names[0] ?? "";
}

function pushingGit(folder: string, target: PushTarget): SimpleGit {
  const token = target === "remote" ? undefined : target.token;
  const hooks = { allowUnsafeHooksPath: true } as const;
  const git = simpleGit({
    baseDir: folder,
    timeout: { block: SILENCE_MS },
    allowEnvironment: GUARDS,
    config: ["core.hooksPath=/dev/null"],
    unsafe: { ...hooks, ...unsafeFor(token).unsafe },
  });
  if (target === "remote") return git.env(quietEnvironment());
  return git.env({ ...transportEnvironment(target.protocols ?? PROTOCOLS), ...tokenEnvironment(target) });
}

/** Pushes one branch and nothing else; tells where it went. */
export async function pushBranch(git: SimpleGit, folder: string, push: Push): Promise<string> {
  const { branch, replace, target } = push;
  const to = target === "remote" ? await remoteOf(git) : target.url;
  const failed = (reason: string, cause?: unknown): Error => {
    const next = `mend that, then run git push ${to || "REMOTE"} ${branch}, or propose again with --replace.`;
    return partial(
      "PUSH_FAILED",
      `the branch ${branch} is made and could not be pushed: ${reason}.`,
      next,
      cause,
    );
  };
  if (to === "") throw failed("the repository has no remote");
  const ref = `refs/heads/${branch}:refs/heads/${branch}`;
  try {
    await pushingGit(folder, target).raw(["push", "--quiet", ...(replace ? ["--force"] : []), "--", to, ref]);
  } catch (error) {
    throw failed(gitReason(error), error);
  }
  return to;
}
