import { mkdir } from "node:fs/promises";
import { simpleGit } from "simple-git";
import { usage, waiting } from "../../domain/errors";
import {
  GUARDS,
  gitReason,
  isRefName,
  PROTOCOLS,
  tokenEnvironment,
  transportEnvironment,
  unsafeFor,
} from "./git-environment";

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

/** The address that the folder was cloned from, without a password that may stand in it; `null` when there is none. */
export async function readRemote(folder: string): Promise<string | null> {
  const git = simpleGit({ baseDir: folder, timeout: { block: 10_000 } });
  const url = await git.raw(["config", "--get", "remote.origin.url"]).catch(() => "");
  const bare = url.trim().replace(/^([a-z+]+:\/\/)[^@/]*@/, "$1");
  return bare === "" ? null : bare;
}

export interface CloneRequest {
  readonly url: string;
  /** Branch, tag or commit; the repository's default branch when it is left out. */
  readonly ref?: string;
  /** An empty folder, or one that does not exist. */
  readonly folder: string;
  /** For https; handed to git through its environment, where no other user can read it. */
  readonly token?: string;
  readonly protocols?: readonly string[];
}

const FETCH_SILENCE_MS = 120_000;

const ADDRESS = /^(?:[a-z][a-z0-9+]*:\/\/|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:|\/)\S+$/;

function demandClonable({ url, ref }: CloneRequest): void {
  if (!ADDRESS.test(url) || url.includes("::")) {
    const accepted = "https://host/path, ssh://user@host/path or user@host:path";
    throw usage(
      "GIT_URL_INVALID",
      `"${url}" is no address of a repository; accepted: ${accepted}.`,
      "correct it.",
    );
  }
  if (ref === undefined || isRefName(ref)) return;
  throw usage("GIT_REF_INVALID", `"${ref}" is no name of a branch, tag or commit.`, "correct it.");
}

/**
 * One commit of a repository into a folder, with its files. Arguments are fixed; address and name come behind `--`,
 * so neither can be an option.
 */
export async function cloneRepository(request: CloneRequest): Promise<void> {
  demandClonable(request);
  const { url, ref = "HEAD", folder, protocols = PROTOCOLS } = request;
  await mkdir(folder, { recursive: true });
  const git = simpleGit({
    baseDir: folder,
    timeout: { block: FETCH_SILENCE_MS },
    allowEnvironment: GUARDS,
    ...unsafeFor(request.token),
  }).env({ ...transportEnvironment(protocols), ...tokenEnvironment(request) });
  try {
    await git.raw(["init", "--quiet"]);
    await git.raw(["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", url, ref]);
    await git.raw(["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
  } catch (error) {
    throw waiting(
      "GIT_UNREACHABLE",
      `${url} (${ref}) could not be fetched: ${gitReason(error)}.`,
      "check address, name and rights.",
      error,
    );
  }
}
