import { z } from "zod";
import type { HttpOptions } from "../../domain/ports";
import { getAnswer, parseAnswer, parseJson, refused, unreadable } from "../answers";
import type { SourceWorld } from "../sources";
import { authorized } from "../sources/credentials";
import { RegistryAsker } from "../sources/oci/asker";
import { parseReference } from "../sources/oci/reference";
import { filesInChart } from "./unpack";

/** What a version is made of does not change; what was read once is read for good. */
const ANY_TIME = new Date(0).toISOString();
const MOST_BYTES = 20 * 1024 * 1024;
const ARCHIVE: HttpOptions = { base64: true, maxBytes: MOST_BYTES, since: ANY_TIME };

const MANIFESTS = "application/vnd.oci.image.manifest.v1+json";
const CONTENT = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
const Manifest = z.object({ layers: z.array(z.object({ mediaType: z.string(), digest: z.string() })) });

export interface ChartAddress {
  /** As a release names it: an archive, or `oci://registry/repository:tag`. */
  readonly url: string;
  /** Address of the repository, which credentials were handed in for. */
  readonly repository: string;
  readonly insecure: boolean;
}

async function fromRegistry({ url, insecure }: ChartAddress, world: SourceWorld): Promise<string> {
  const colon = url.lastIndexOf(":");
  const reference = parseReference(url.slice(0, colon), insecure);
  const asker = new RegistryAsker(world, reference);
  const base = `${reference.origin}/v2/${reference.repository}`;
  const place = `${base}/manifests/${url.slice(colon + 1)}`;
  const answer = await asker.get(place, { headers: { accept: MANIFESTS }, since: ANY_TIME });
  if (answer.status !== 200) throw refused(place, answer);
  const { layers } = parseAnswer(place, parseJson(place, answer.body), Manifest);
  const layer = layers.find(({ mediaType }) => mediaType === CONTENT);
  if (layer === undefined) throw unreadable(place, "is no chart");
  const blob = await asker.get(`${base}/blobs/${layer.digest}`, ARCHIVE);
  if (blob.status !== 200) throw refused(place, blob);
  return blob.body;
}

/** Archives may lie elsewhere than the index; credentials are for the index's own host. */
async function fromAddress({ url, repository }: ChartAddress, world: SourceWorld): Promise<string> {
  const own = URL.canParse(repository) && new URL(repository).origin === new URL(url).origin;
  const options = own ? authorized(world.credentials(repository)) : {};
  return (await getAnswer(world.http, url, { ...ARCHIVE, ...options })).body;
}

/** Path -> text of the wanted files of a published chart, such as `values.yaml`. */
export async function readChartFiles(
  address: ChartAddress,
  isWanted: (path: string) => boolean,
  world: SourceWorld,
): Promise<ReadonlyMap<string, string>> {
  const archive = address.url.startsWith("oci://")
    ? await fromRegistry(address, world)
    : await fromAddress(address, world);
  try {
    return await filesInChart(Buffer.from(archive, "base64"), isWanted);
  } catch (error) {
    throw unreadable(address.url.replace(/^oci:/, "https:"), "is no archive of a chart", error);
  }
}
