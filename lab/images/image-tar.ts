import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeEntry } from "../../tools/cache-entry";
import { toolCacheDir } from "../../tools/cache-paths";
import { type ResolveOptions, resolveTool } from "../../tools/resolve";
import { sha256Of } from "../sha256";
import { type Ingredients, writeLayout } from "./layout";
import { findImage, imageRef } from "./registry";

/** Raised when the same ingredients give other bytes than before, so that no older file is taken for it. */
const FORMAT = 1;

export type ImageOptions = Omit<ResolveOptions, "version">;

/**
 * The image as a file that `ctr -n k8s.io images import` takes; its program is found or built when the image
 * is first asked for. It is kept in the tool cache by a digest of everything in it.
 * @returns the file
 */
export async function imageTar(name: string, options: ImageOptions = {}): Promise<string> {
  const image = findImage(name);
  const { file } = await resolveTool(image.tool, options);
  const report = (message: string) =>
    options.onProgress?.({ tool: `image ${name}`, phase: "build", message, elapsedMs: 0 });
  return packImage(
    { image, ref: imageRef(name), program: file, architecture: process.arch },
    { signal: options.signal, report },
  );
}

/** Packs an image into the cache, unless it is there already. */
export async function packImage(
  ingredients: Ingredients,
  options: { readonly signal?: AbortSignal | undefined; readonly report: (message: string) => void },
): Promise<string> {
  const dir = join(toolCacheDir(), "images", ingredients.image.name, await keyOf(ingredients));
  return makeEntry(dir, "image.tar", options, async (unfinished) => {
    const layer = join(unfinished, "layer.tar");
    await writeLayout(join(unfinished, "image.tar"), layer, ingredients);
    await rm(layer);
  });
}

async function keyOf({ program, ...rest }: Ingredients): Promise<string> {
  const described = JSON.stringify([FORMAT, rest, await sha256Of(program)]);
  return createHash("sha256").update(described).digest("hex").slice(0, 12);
}
