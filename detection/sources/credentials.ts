import { inspect } from "node:util";
import { z } from "zod";
import { usage } from "../../domain/errors";

const HIDDEN = "(secret)";

/** A text that no message, log or JSON shows by mistake. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

export type Credential =
  | { readonly kind: "basic"; readonly username: string; readonly password: Secret }
  | { readonly kind: "bearer"; readonly token: Secret };

export function authorizationOf(credential: Credential): string {
  if (credential.kind === "bearer") return `Bearer ${credential.token.reveal()}`;
  const pair = `${credential.username}:${credential.password.reveal()}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

/** As an option of a request; nothing where there is no credential. */
export const authorized = (credential: Credential | null): { readonly authorization?: string } =>
  credential === null ? {} : { authorization: authorizationOf(credential) };

const DockerConfig = z.object({
  auths: z.record(
    z.string(),
    z.object({
      auth: z.string().optional(),
      username: z.string().optional(),
      password: z.string().optional(),
    }),
  ),
});

/** `https://index.docker.io/v1/` and `registry.example:5000` are both ways to name a registry. */
const hostOf = (name: string): string => name.replace(/^https?:\/\//, "").replace(/\/.*$/, "");

function pairOf(auth: string): [username: string, password: string] {
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** The content of a Secret of type `kubernetes.io/dockerconfigjson`, as credentials by host. */
export function readDockerConfig(json: string): ReadonlyMap<string, Credential> {
  const parsed = DockerConfig.safeParse(tryJson(json));
  if (!parsed.success) {
    const found = "the Docker configuration is not JSON with `auths`";
    throw usage("DOCKER_CONFIG_INVALID", `${found}.`, "make it with kubectl create secret docker-registry.");
  }
  const entries = Object.entries(parsed.data.auths).map(([name, { auth, username, password }]) => {
    const [user, word] = auth === undefined ? [username ?? "", password ?? ""] : pairOf(auth);
    return [hostOf(name), { kind: "basic", username: user, password: new Secret(word) }] as const;
  });
  return new Map(entries);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
