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

const FluxSources = z.strictObject(
  {
    releases: httpUrl()
      .default("https://api.github.com/repos/fluxcd/flux2/releases")
      .describe("List of releases in GitHub's format; default Flux' own."),
    download: httpUrl()
      .default("https://github.com/fluxcd/flux2/releases/download")
      .describe("Where install.yaml lies, under <version>/; default Flux' own."),
  },
  { error: "an object with URLs" },
);

const LonghornSources = z.strictObject(
  {
    releases: httpUrl()
      .default("https://api.github.com/repos/longhorn/longhorn/releases")
      .describe("List of releases in GitHub's format; default Longhorn's own."),
    responder: httpUrl()
      .nullable()
      .default("https://longhorn-upgrade-responder.rancher.io/v1/checkupgrade")
      .describe("Longhorn's own recommendations; null leaves them out."),
    manifests: httpUrl()
      .default("https://raw.githubusercontent.com/longhorn/longhorn")
      .describe("Where deploy/longhorn.yaml lies, under <version>/; default Longhorn's own."),
  },
  { error: "an object with URLs" },
);

const SecuritySources = z.strictObject(
  {
    osv: httpUrl()
      .nullable()
      .default("https://api.osv.dev")
      .describe("Open Source Vulnerability database; null leaves it out."),
    github: httpUrl()
      .nullable()
      .default("https://api.github.com")
      .describe("Advisories of the projects' repositories; null leaves them out."),
    endOfLife: httpUrl()
      .nullable()
      .default("https://endoflife.date/api")
      .describe("Until when versions get fixes; null leaves it out."),
  },
  { error: "an object with URLs" },
);

export const Sources = z.strictObject(
  {
    k3s: K3sSources.prefault({}).describe("Where k3s comes from; set it for a mirror."),
    flux: FluxSources.prefault({}).describe("Where Flux comes from."),
    longhorn: LonghornSources.prefault({}).describe("Where Longhorn comes from."),
    security: SecuritySources.prefault({}).describe("Who is asked about vulnerabilities and support."),
    githubTokenFrom: text(/^[A-Z_][A-Z0-9_]{0,99}$/, "the name of an environment variable")
      .default("GITHUB_TOKEN")
      .describe("Environment variable with a token for GitHub; without one 60 requests an hour are allowed."),
  },
  { error: "an object with the sources" },
);
export type Sources = z.infer<typeof Sources>;
