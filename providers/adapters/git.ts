import { mkdir } from "node:fs/promises";
import { simpleGit } from "simple-git";
import { usage, waiting } from "../../domain/errors";

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
  /** Git's names of transports. Anything else, such as `ext`, could run commands. */
  readonly protocols?: readonly string[];
}

const PROTOCOLS = ["https", "ssh"];
const FETCH_SILENCE_MS = 120_000;

/** A refspec has signs that a name cannot have, and an option begins with a dash. */
const REF = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,250}$/;
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
  if (ref === undefined || (REF.test(ref) && !ref.includes(".."))) return;
  throw usage("GIT_REF_INVALID", `"${ref}" is no name of a branch, tag or commit.`, "correct it.");
}

/** Variables of git that simple-git lets through only when they are named. */
const GUARDS = [
  "GIT_TERMINAL_PROMPT",
  "GIT_ALLOW_PROTOCOL",
  "GIT_CONFIG_COUNT",
  "GIT_CONFIG_KEY_0",
  "GIT_CONFIG_VALUE_0",
];

/** Any user name will do beside a token; it is sent to this repository's host only. */
function tokenEnvironment({ url, token }: CloneRequest): Record<string, string> {
  // Plain http is no transport unless somebody allows it, and git itself refuses it then.
  if (token === undefined || !/^https?:\/\//.test(url)) return {};
  const pair = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${pair}`,
  };
}

/** Git asks nobody, and hands the work to no other program than its own transports. */
const fetchEnvironment = (protocols: readonly string[]): Record<string, string> => ({
  ...inherited(),
  GIT_TERMINAL_PROMPT: "0",
  GIT_ALLOW_PROTOCOL: protocols.join(":"),
});

const INHERITED = [
  "PATH",
  "HOME",
  "SSH_AUTH_SOCK",
  "XDG_CONFIG_HOME",
  "LANG",
  "https_proxy",
  "HTTPS_PROXY",
  "no_proxy",
];

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );

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
    // simple-git takes any configuration through the environment for an attack; this one is made here.
    ...(request.token === undefined ? {} : { unsafe: { allowUnsafeConfigEnvCount: true } }),
  }).env({ ...fetchEnvironment(protocols), ...tokenEnvironment(request) });
  try {
    await git.raw(["init", "--quiet"]);
    await git.raw(["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", url, ref]);
    await git.raw(["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.trim().split("\n")[0] ?? "") : String(error);
    throw waiting(
      "GIT_UNREACHABLE",
      `${url} (${ref}) could not be fetched: ${reason}.`,
      "check address, name and rights.",
      error,
    );
  }
}
