import type { Release } from "./types";

/** Finds the SHA-256 of one file in what a project publishes about its release. */
export function publishedDigest(
  format: Release["checksumFormat"],
  text: string,
  file: string,
): string | undefined {
  return format === "list" ? fromList(text, file) : fromGithub(text, file);
}

/** Lines of `sha256sum`: digest, blanks, perhaps a star for "binary", file name. */
function fromList(text: string, file: string): string | undefined {
  const entries = text.split("\n").map((line) => /^([0-9a-f]{64})\s+\*?(\S+)\s*$/i.exec(line));
  return entries.find((entry) => entry?.[2] === file)?.[1]?.toLowerCase();
}

/** GitHub describes every file of a release with `"digest": "sha256:…"`. */
function fromGithub(text: string, file: string): string | undefined {
  const release = JSON.parse(text) as { assets?: { name: string; digest?: string | null }[] };
  const digest = release.assets?.find((asset) => asset.name === file)?.digest;
  return digest?.startsWith("sha256:") ? digest.slice("sha256:".length) : undefined;
}
