/** Variables of git that simple-git lets through only when they are named. */
export const GUARDS = [
  "GIT_TERMINAL_PROMPT",
  "GIT_ALLOW_PROTOCOL",
  "GIT_CONFIG_COUNT",
  "GIT_CONFIG_KEY_0",
  "GIT_CONFIG_VALUE_0",
];

/** Where a token is sent, and to whom: this repository's host only. */
export interface TokenFor {
  readonly url: string;
  readonly token?: string;
}

/** Any user name will do beside a token. */
export function tokenEnvironment({ url, token }: TokenFor): Record<string, string> {
  // Plain http is no transport unless somebody allows it, and git itself refuses it then.
  if (token === undefined || !/^https?:\/\//.test(url)) return {};
  const pair = Buffer.from(`x-access-token:${token}`).toString("base64");
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${pair}`,
  };
}

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

/** Git asks nobody. */
export const quietEnvironment = (): Record<string, string> => ({ ...inherited(), GIT_TERMINAL_PROMPT: "0" });

/** Git asks nobody, and hands the work to no other program than its own transports. */
export const transportEnvironment = (protocols: readonly string[]): Record<string, string> => ({
  ...quietEnvironment(),
  GIT_ALLOW_PROTOCOL: protocols.join(":"),
});

/** Git's names of transports. Anything else, such as `ext`, could run commands. */
export const PROTOCOLS: readonly string[] = ["https", "ssh"];

/** A refspec has signs that a name cannot have, and an option begins with a dash. */
const REF = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,250}$/;

export const isRefName = (name: string): boolean => REF.test(name) && !name.includes("..");

/** simple-git takes any configuration through the environment for an attack; a token's is made here. */
export const unsafeFor = (token: string | undefined): { unsafe?: { allowUnsafeConfigEnvCount: true } } =>
  token === undefined ? {} : { unsafe: { allowUnsafeConfigEnvCount: true } };

/** What git says is wrong, in one line. */
export const gitReason = (error: unknown): string =>
  error instanceof Error ? (error.message.trim().split("\n")[0] ?? "") : String(error);
