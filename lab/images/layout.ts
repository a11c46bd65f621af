import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { posix } from "node:path";
import type { Image } from "./image";
import { type TarEntry, writeTar } from "./tar";

/** The processor names of Go, which images use, by those of Node. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

const MEDIA = "application/vnd.oci.image";

/** What goes into one image. */
export interface Ingredients {
  readonly image: Image;
  readonly ref: string;
  /** The executable on disk. */
  readonly program: string;
  /** As Node names it. */
  readonly architecture: string;
}

interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes an image as a tar of an OCI layout, which `ctr images import` takes.
 * @param layerFile where the only layer is put meanwhile
 */
export async function writeLayout(out: string, layerFile: string, ingredients: Ingredients): Promise<void> {
  const layer = await describeLayer(layerFile, ingredients);
  const config = json(`${MEDIA}.config.v1+json`, configOf(ingredients, layer.digest));
  const manifest = json(`${MEDIA}.manifest.v1+json`, {
    schemaVersion: 2,
    mediaType: `${MEDIA}.manifest.v1+json`,
    config: config.blob,
    layers: [layer],
  });
  const index = { schemaVersion: 2, manifests: [{ ...manifest.blob, annotations: namesOf(ingredients) }] };
  await writeTar(out, [
    { path: "oci-layout", mode: 0o644, content: JSON.stringify({ imageLayoutVersion: "1.0.0" }) },
    { path: "index.json", mode: 0o644, content: JSON.stringify(index) },
    { path: blobPath(manifest.blob), mode: 0o644, content: manifest.content },
    { path: blobPath(config.blob), mode: 0o644, content: config.content },
    { path: blobPath(layer), mode: 0o644, source: layerFile },
  ]);
}

/** Not compressed: it is read from the same disk, and packing would cost more than it saves. */
async function describeLayer(file: string, { image, program }: Ingredients): Promise<Blob> {
  const digest = await writeTar(file, layerEntries(image, program));
  const { size } = await stat(file);
  return { mediaType: `${MEDIA}.layer.v1.tar`, digest: `sha256:${digest}`, size };
}

/** The program, the other files, and every folder on the way to them, folders first. */
function layerEntries({ entrypoint, files = [] }: Image, program: string): TarEntry[] {
  const named: TarEntry[] = files.map(({ path, mode, content }) =>
    content === undefined ? { path, mode, folder: true } : { path, mode, content },
  );
  const all: TarEntry[] = [...named, { path: entrypoint[0], mode: 0o755, source: program }];
  const known = new Set(all.map(({ path }) => path));
  const parents = new Set(all.flatMap(({ path }) => parentsOf(path)).filter((path) => !known.has(path)));
  const folders: TarEntry[] = [...parents].map((path) => ({ path, mode: 0o755, folder: true }));
  return [...folders, ...all].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function parentsOf(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === "/" ? [] : [...parentsOf(parent), parent];
}

function configOf({ image, architecture }: Ingredients, layer: string): object {
  const { entrypoint, user } = image;
  return {
    architecture: ARCHITECTURES[architecture] ?? architecture,
    os: "linux",
    config: { ...(user === undefined ? {} : { User: user }), Entrypoint: entrypoint, WorkingDir: "/" },
    rootfs: { type: "layers", diff_ids: [layer] },
  };
}

/** containerd reads the first name; the second is the one of the specification. */
function namesOf({ ref }: Ingredients): Record<string, string> {
  return { "io.containerd.image.name": ref, "org.opencontainers.image.ref.name": ref };
}

function json(mediaType: string, value: object): { readonly content: string; readonly blob: Blob } {
  const content = JSON.stringify(value);
  const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
  return { content, blob: { mediaType, digest, size: Buffer.byteLength(content) } };
}

function blobPath({ digest }: Blob): string {
  return `blobs/${digest.replace(":", "/")}`;
}
