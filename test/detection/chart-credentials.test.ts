import { readCredentials } from "../../detection/chart-credentials";
import { authorizationOf } from "../../detection/sources/credentials";
import type { Cluster, ObjectQuery } from "../../domain/ports";
import { healthyWorld } from "../helpers/fake-world";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const DOCKER = JSON.stringify({ auths: { "ghcr.example.org": { auth: base64("robot:t0ken") } } });

const source = (name: string, url: string, secret?: string) => ({
  metadata: { name, namespace: "apps" },
  spec: { url, ...(secret === undefined ? {} : { secretRef: { name: secret } }) },
});

const SECRETS: Readonly<Record<string, object>> = {
  pair: { data: { username: base64("me"), password: base64("pass") } },
  docker: { data: { ".dockerconfigjson": base64(DOCKER) } },
  certificate: { data: { "ca.crt": base64("x") } },
};

const cluster: Cluster = {
  ...healthyWorld().open().cluster,
  objects: async ({ plural, name = "" }: ObjectQuery) => {
    if (plural === "secrets") return SECRETS[name] === undefined ? [] : [SECRETS[name]];
    if (plural === "ocirepositories") return [source("oci", "oci://ghcr.example.org/charts", "docker")];
    return [
      source("private", "https://charts.example.org/stable/", "pair"),
      source("open", "https://open.example.org"),
      source("odd", "https://odd.example.org", "certificate"),
    ];
  },
};

test("sources are asked with the Secrets that they refer to, and nobody else is shown them", async () => {
  const { credentials, findings } = await readCredentials(cluster);
  const shown = (url: string): string | null => {
    const found = credentials(url);
    return found === null ? null : authorizationOf(found);
  };

  expect(shown("https://charts.example.org/stable")).toBe(`Basic ${base64("me:pass")}`);
  expect(shown("oci://ghcr.example.org/charts/app")).toBe(`Basic ${base64("robot:t0ken")}`);
  expect(shown("https://charts.example.org/stable-evil")).toBeNull();
  expect(shown("https://charts.example.org.evil.org/stable")).toBeNull();
  expect(shown("https://open.example.org")).toBeNull();
  expect(findings).toMatchObject([{ code: "CREDENTIALS_UNREADABLE", subject: "secret apps/certificate" }]);
});
