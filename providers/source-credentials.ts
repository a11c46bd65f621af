import { type Credential, Secret } from "../detection/sources";
import type { Sources } from "../domain/config/sources";
import { usage } from "../domain/errors";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A secret that the configuration refers to by the name of a variable. */
export function secretFrom(env: Environment, variable: string, key: string): Secret {
  const value = env[variable] ?? "";
  if (value !== "") return new Secret(value);
  throw usage(
    "CREDENTIAL_MISSING",
    `${key} names the variable ${variable}, which is empty.`,
    `set ${variable}.`,
  );
}

/** A token raises GitHub's limit from 60 to 5,000 requests an hour; it is shown to the configured places only. */
export function githubCredentials(
  env: Environment,
  { githubTokenFrom, k3s, flux, longhorn, security }: Sources,
): (url: string) => Credential | null {
  const token = env[githubTokenFrom] ?? "";
  if (token === "") return () => null;
  const places = [k3s.releases, flux.releases, longhorn.releases, security.github];
  const hosts = new Set(places.flatMap((url) => (url === null ? [] : [new URL(url).origin])));
  const isGithub = (url: string): boolean =>
    URL.canParse(url) && new URL(url).origin === "https://api.github.com" && hosts.has(new URL(url).origin);
  return (url) => (isGithub(url) ? { kind: "bearer", token: new Secret(token) } : null);
}
