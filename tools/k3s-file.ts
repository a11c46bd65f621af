import { createHash } from "node:crypto";
import { constants, copyFile, mkdir, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeEntry } from "./cache-entry";
import { toolCacheDir } from "./cache-paths";
import { type ResolveOptions, resolveTool } from "./resolve";
import { runProgram } from "./run-program";

const K3S_VERSION = /^(v\d+\.\d+\.\d+)\+k3s[1-9]\d*$/;

/**
 * Puts a `k3s` file that reports `version` at `outFile`. All rebuilds (`+k3sN`) of one Kubernetes version
 * share one build; the packed file is kept in the cache.
 * @param version such as `v1.35.4+k3s2`; its Kubernetes version has to be one in the registry
 * @returns `outFile`
 */
export async function packK3s(
  version: string,
  outFile: string,
  options: Omit<ResolveOptions, "version"> = {},
): Promise<string> {
  const packed = await packedK3s(version, options);
  await mkdir(dirname(outFile), { recursive: true });
  const unfinished = join(dirname(outFile), `.${basename(outFile)}.${process.pid}`);
  // A copy and no link: whoever damages the file of one node must not damage everyone's.
  await copyFile(packed, unfinished, constants.COPYFILE_FICLONE);
  await rename(unfinished, outFile);
  return outFile;
}

/** The packed file in the cache. Its key names everything that went into it. */
async function packedK3s(version: string, options: Omit<ResolveOptions, "version">): Promise<string> {
  const multicall = await resolveTool("k3s-lab", { ...options, version: kubernetesVersion(version) });
  const kine = await resolveTool("kine", options);
  const kwok = await resolveTool("kwok", options);
  const ingredients = [multicall, kine, kwok].map(({ file, version }) => `${file}@${version}`).join("\0");
  const key = `${version}-${createHash("sha256").update(ingredients).digest("hex").slice(0, 12)}`;
  const report = (message: string) =>
    options.onProgress?.({ tool: "k3s", phase: "build", message, elapsedMs: 0 });
  return makeEntry(
    join(toolCacheDir(), "k3s", key),
    "k3s",
    { signal: options.signal, report },
    async (dir) => {
      const parts = ["--kine", kine.file, "--kwok", kwok.file];
      await runProgram(multicall.file, ["pack", ...parts, "--version", version, "--out", join(dir, "k3s")]);
    },
  );
}

/** The Kubernetes version inside a k3s version: `v1.35.4` for `v1.35.4+k3s2`. */
export function kubernetesVersion(version: string): string {
  const [, kubernetes] = K3S_VERSION.exec(version) ?? [];
  if (kubernetes === undefined) throw new Error(`"${version}" is no k3s version such as v1.35.4+k3s1.`);
  return kubernetes;
}
