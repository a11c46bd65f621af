import { blocked } from "../../domain/errors";
import { urlTag } from "../../domain/k3s-version";
import type { Asset } from "../../domain/plan";
import type { Http } from "../../domain/ports";
import type { K3sSources } from "./releases";

/** File names per architecture; the sums of `k3s-armhf` are in `sha256sum-arm.txt` (k3s's release workflow). */
const BINARIES: Readonly<Record<string, string>> = { amd64: "k3s", arm64: "k3s-arm64", arm: "k3s-armhf" };

/** `<sha256>  k3s` lines; the file also lists images, so the name must match to its end. */
export function digestIn(sums: string, file: string): string | undefined {
  for (const line of sums.split("\n")) {
    const match = /^([0-9a-f]{64})\s+\*?(\S+)$/.exec(line.trim());
    if (match?.[2] === file) return match[1];
  }
  return undefined;
}

export interface AssetRequest {
  readonly version: string;
  readonly arch: string;
  readonly sources: K3sSources;
  /** Digest that the configuration pins for this architecture; the published one must agree. */
  readonly pinned?: string | undefined;
}

/** Finds the release file for one architecture and pins it by its published SHA-256. */
export async function resolveAsset(
  http: Http,
  { version, arch, sources, pinned }: AssetRequest,
): Promise<Asset> {
  const file = BINARIES[arch];
  if (file === undefined) {
    const accepted = Object.keys(BINARIES).join(", ");
    throw blocked("ARCH_UNKNOWN", `k3s has no release file for ${arch}.`, `use nodes of ${accepted}.`);
  }
  const folder = `${sources.download}/${urlTag(version)}`;
  const sumsUrl = `${folder}/sha256sum-${arch}.txt`;
  const { status, body } = await http.get(sumsUrl);
  const sha256 = status === 200 ? digestIn(body, file) : undefined;
  if (sha256 === undefined) {
    const next = "check that this version was released for this architecture.";
    throw blocked("DIGEST_MISSING", `${sumsUrl} (${status}) names no digest for ${file}.`, next);
  }
  if (pinned !== undefined && pinned !== sha256) {
    const next = "find out who changed the release before you change the pin.";
    throw blocked(
      "DIGEST_CHANGED",
      `${version} for ${arch} is published with ${sha256}, pinned is ${pinned}.`,
      next,
    );
  }
  return { arch, url: `${folder}/${file}`, sha256 };
}
