import { constants, copyFile, link, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type ImageOptions, imageTar } from "./image-tar";

/**
 * Puts images into a folder, one tar each. k3s imports every tar that it finds in `<data-dir>/agent/images/`
 * when it starts; that is how machines without a registry get theirs.
 * @param names of `registry.ts`
 * @returns the files in the folder
 */
export async function installImages(
  names: readonly string[],
  folder: string,
  options: ImageOptions = {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const installed: string[] = [];
  // One after the other: two builds at once would be no faster, and their reports would mix.
  for (const name of names) {
    const file = join(folder, `${name}.tar`);
    await place(await imageTar(name, options), file);
    installed.push(file);
  }
  return installed;
}

/** The file is whole or not there, because whoever starts k3s at that moment must not import half of it. */
export async function place(from: string, to: string): Promise<void> {
  // Not ending in .tar, so that nobody imports it.
  const unfinished = `${to}.${process.pid}`;
  await rm(unfinished, { force: true });
  await linkOrCopy(from, unfinished);
  await rename(unfinished, to);
  // Where both names are the same file already, rename leaves them both.
  await rm(unfinished, { force: true });
}

/** Images are only read, so all nodes can share the file of the cache, unless it is on another disk. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "EXDEV" && error.code !== "EPERM") throw error;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  });
}
