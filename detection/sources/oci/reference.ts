/** Where a repository of a registry lies. */
export interface OciReference {
  /** `https://ghcr.io`, without a slash at the end. */
  readonly origin: string;
  readonly repository: string;
}

/** Docker Hub has one name for people and another one for machines. */
const HUB: ReadonlySet<string> = new Set(["docker.io", "index.docker.io", "hub.docker.com"]);
const HUB_REGISTRY = "registry-1.docker.io";

/** `oci://host/path/chart`, checked by the query's pattern. A registry at home may speak plain HTTP. */
export function parseReference(url: string, insecure: boolean): OciReference {
  const [host = "", ...path] = url
    .replace(/^oci:\/\//, "")
    .replace(/\/+$/, "")
    .split("/");
  const registry = HUB.has(host) ? HUB_REGISTRY : host;
  return { origin: `${insecure ? "http" : "https"}://${registry}`, repository: path.join("/") };
}

/** Docker's configuration knows Docker Hub by the name for people. */
export const credentialHosts = (origin: string): string[] => {
  const { host } = new URL(origin);
  return host === HUB_REGISTRY ? [host, "index.docker.io", "docker.io"] : [host];
};
