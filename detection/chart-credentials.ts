import { z } from "zod";
import type { Finding } from "../domain/finding";
import { finding, findingOf } from "../domain/finding-codes";
import type { Cluster } from "../domain/ports";
import { type Credential, readDockerConfig, Secret } from "./sources";

/** What names a Secret for an address; the same for repositories with an index and for registries. */
const Source = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    url: z.string(),
    secretRef: z.object({ name: z.string() }).nullish(),
  }),
});
type Source = z.infer<typeof Source>;

const SecretObject = z.object({ data: z.record(z.string(), z.string()).nullish() });

const SOURCES = ["helmrepositories", "ocirepositories"];

const decoded = (data: Readonly<Record<string, string>>, key: string): string | undefined =>
  data[key] === undefined ? undefined : Buffer.from(data[key], "base64").toString("utf8");

const hostOf = (url: string): string => url.replace(/^[a-z]+:\/\//, "").replace(/\/.*$/, "");

/** A user and a password, or a Docker configuration; certificates are no credential for a request. */
function credentialIn(data: Readonly<Record<string, string>>, url: string): Credential | null {
  const docker = decoded(data, ".dockerconfigjson");
  if (docker !== undefined) return readDockerConfig(docker).get(hostOf(url)) ?? null;
  const [username, password] = [decoded(data, "username"), decoded(data, "password")];
  if (username !== undefined && password !== undefined)
    return { kind: "basic", username, password: new Secret(password) };
  const token = decoded(data, "bearerToken");
  return token === undefined ? null : { kind: "bearer", token: new Secret(token) };
}

type Known = readonly [url: string, credential: Credential];

async function readOne(cluster: Cluster, { metadata, spec }: Source): Promise<Known | Finding | null> {
  const name = spec.secretRef?.name;
  if (name === undefined) return null;
  const { namespace } = metadata;
  const subject = `secret ${namespace}/${name}`;
  try {
    const [found] = await cluster.objects({ group: "", plural: "secrets", namespace, name });
    const data = SecretObject.parse(found ?? {}).data ?? {};
    const credential = credentialIn(data, spec.url);
    const nothing = `it holds no credentials for ${hostOf(spec.url)}`;
    return credential === null
      ? finding("CREDENTIALS_UNREADABLE", subject, nothing)
      : [spec.url.replace(/\/+$/, ""), credential];
  } catch (error) {
    return findingOf("CREDENTIALS_UNREADABLE", subject, error);
  }
}

async function sourcesOf(cluster: Cluster): Promise<Source[]> {
  const found = await Promise.all(
    SOURCES.map((plural) =>
      // Whoever looks at the cluster afterwards tells why it cannot be asked.
      cluster.objects({ group: "source.toolkit.fluxcd.io", plural }).catch(() => []),
    ),
  );
  return found.flat().flatMap((it) => {
    const parsed = Source.safeParse(it);
    return parsed.success ? [parsed.data] : [];
  });
}

export interface ChartCredentials {
  readonly credentials: (url: string) => Credential | null;
  readonly findings: readonly Finding[];
}

/**
 * The credentials that Flux' own sources refer to. Only sources that live in the cluster count: Flux shows them the
 * same Secret, so an address that somebody merely wrote into a branch is shown nothing.
 */
export async function readCredentials(cluster: Cluster): Promise<ChartCredentials> {
  const read = await Promise.all((await sourcesOf(cluster)).map((source) => readOne(cluster, source)));
  const known = read.filter((it): it is Known => Array.isArray(it));
  const isBelow = (url: string, base: string): boolean =>
    url === base || url.startsWith(`${base}/`) || url.startsWith(`${base}:`);
  return {
    credentials: (url) => known.find(([base]) => isBelow(url, base))?.[1] ?? null,
    findings: read.filter((it): it is Finding => it !== null && "code" in it),
  };
}
