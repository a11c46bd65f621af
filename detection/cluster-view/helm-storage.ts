import { gunzipSync } from "node:zlib";
import type { HelmStorage } from "../../domain/detect/cluster-view";
import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import type { Cluster } from "../../domain/ports";
import { HelmReleaseData, SecretObject } from "./answers";
import { readAll } from "./read";

/** A Secret holds at most a megabyte; what unpacks to more than this was made to fill our memory. */
const LARGEST_BYTES = 32 * 1024 * 1024;
const GZIP = Buffer.from([0x1f, 0x8b, 0x08]);

/** Kubernetes' base64 around Helm's base64 around gzip; releases of Helm 2's time are not packed. */
function unpack(release: string): string {
  const inner = Buffer.from(Buffer.from(release, "base64").toString("latin1"), "base64");
  const packed = inner.subarray(0, GZIP.length).equals(GZIP);
  return (packed ? gunzipSync(inner, { maxOutputLength: LARGEST_BYTES }) : inner).toString("utf8");
}

function decode({ metadata, data }: SecretObject): HelmStorage | Finding {
  try {
    const release = HelmReleaseData.parse(JSON.parse(unpack(data?.release ?? "")));
    const { name, version, appVersion } = release.chart.metadata;
    return {
      namespace: release.namespace || metadata.namespace,
      name: release.name,
      revision: release.version,
      status: release.info.status,
      chart: name,
      version,
      appVersion: appVersion ?? null,
    };
  } catch {
    const subject = `secret ${metadata.namespace}/${metadata.name}`;
    return finding("HELM_RELEASE_UNREADABLE", subject, "it is no release as Helm writes it");
  }
}

/** Only the newest revision of each release is unpacked: Helm keeps ten of them. */
function newest(secrets: readonly SecretObject[]): SecretObject[] {
  const latest = new Map<string, SecretObject>();
  const revision = ({ metadata }: SecretObject): number => Number(metadata.labels.version ?? "0");
  for (const secret of secrets) {
    const { namespace, labels, name } = secret.metadata;
    const key = `${namespace}/${labels.name ?? name}`;
    const known = latest.get(key);
    if (known === undefined || revision(secret) > revision(known)) latest.set(key, secret);
  }
  return [...latest.values()];
}

/** What Helm itself remembers, whoever ran it. */
export async function readHelmStorage(
  cluster: Cluster,
): Promise<{ releases: readonly HelmStorage[]; findings: readonly Finding[] }> {
  const query = { group: "", plural: "secrets", fieldSelector: "type=helm.sh/release.v1" };
  const decoded = newest(await readAll(cluster, query, SecretObject)).map(decode);
  return {
    releases: decoded.filter((it) => "chart" in it),
    findings: decoded.filter((it) => "code" in it),
  };
}
