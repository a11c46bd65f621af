import { z } from "zod";
import { httpUrl, text } from "./fields";

const digest = () => text(/^[0-9a-f]{64}$/, "a SHA-256 digest: 64 hexadecimal digits in lower case");

/** Pins by Go's architecture name. k3s' own checksum file comes from the same place as the binary it vouches for. */
const Digests = z.strictObject(
  {
    amd64: digest().optional().describe("SHA-256 of the file k3s."),
    arm64: digest().optional().describe("SHA-256 of the file k3s-arm64."),
    arm: digest().optional().describe("SHA-256 of the file k3s-armhf."),
    s390x: digest().optional().describe("SHA-256 of the file k3s-s390x."),
  },
  { error: 'digests by architecture, such as {"amd64": "9f86..."}' },
);

const K3sSources = z.strictObject(
  {
    channels: httpUrl()
      .default("https://update.k3s.io/v1-release/channels")
      .describe("Channel server; default k3s' own. It also names the withdrawn versions."),
    releases: httpUrl()
      .default("https://api.github.com/repos/k3s-io/k3s/releases")
      .describe("List of releases in GitHub's format; default k3s' own."),
    download: httpUrl()
      .default("https://github.com/k3s-io/k3s/releases/download")
      .describe("Where the files lie, under <version>/<file>; default k3s' own."),
    digests: Digests.optional().describe(
      "Digests that the next version's files must have, as a second source beside the published checksums.",
    ),
  },
  { error: "an object with URLs" },
);

export const Sources = z.strictObject(
  {
    k3s: K3sSources.prefault({}).describe("Where k3s comes from; set it for a mirror."),
  },
  { error: "an object with the sources" },
);
export type Sources = z.infer<typeof Sources>;
