import { z } from "zod";
import { httpUrl } from "../../../domain/config/fields";
import { parseVersion, type SemVersion } from "../../../domain/constraints";
import { datedAt, PLAIN, type Release } from "../../../domain/listing";
import { announcedFluxKubernetes, asKubeVersion, readFluxKubernetes } from "../../../domain/notes";
import { getAnswer, unreadable } from "../../answers";
import { fetchGithubReleases, type GithubRelease } from "../../github-releases";
import { authorized } from "../credentials";
import type { Source, SourceWorld } from "../types";
import { type FluxManifest, readFluxManifest } from "./manifest";

const Query = z.strictObject({
  releases: httpUrl().default("https://api.github.com/repos/fluxcd/flux2/releases"),
});

/** The files of a release do not change; those that were read once are not asked for again. */
const ANY_TIME = new Date(0).toISOString();

const DOWNLOADS = "https://github.com/fluxcd/flux2/releases/download";

type Parsed = GithubRelease & { readonly parsed: SemVersion };

const minorOf = ({ parsed }: Parsed): string => `${parsed.major}.${parsed.minor}`;

function parsedOf(listed: readonly GithubRelease[]): Parsed[] {
  return listed.flatMap((release) => {
    const parsed = parseVersion(release.tag);
    return parsed === null ? [] : [{ ...release, parsed }];
  });
}

/** The supported Kubernetes of each minor: as the notes of one of its releases say it, else as it was announced. */
function kubernetesByMinor(releases: readonly Parsed[]): ReadonlyMap<string, readonly number[]> {
  const entry = (release: Parsed, minors: readonly number[] | null): [string, readonly number[]][] =>
    minors === null ? [] : [[minorOf(release), minors]];
  const announced = ({ parsed }: Parsed): readonly number[] | null =>
    parsed.major === 2 ? announcedFluxKubernetes(Number(parsed.minor)) : null;
  return new Map([
    ...releases.flatMap((release) => entry(release, announced(release))),
    ...releases.flatMap((release) => entry(release, readFluxKubernetes(release.body ?? ""))),
  ]);
}

function releaseOf(release: Parsed, kubernetes: readonly number[] | undefined): Release {
  const { tag, parsed, prerelease, publishedAt, url, body } = release;
  return {
    ...PLAIN,
    ...datedAt(publishedAt),
    version: tag,
    prerelease: prerelease || parsed.pre !== "",
    kubeVersion: kubernetes === undefined ? null : asKubeVersion(kubernetes),
    url,
    notes: body,
  };
}

/** Flux itself. Patches seldom repeat which Kubernetes they support, so it is told per minor. */
export const flux: Source<typeof Query> = {
  id: "flux",
  title: "Flux releases",
  query: Query,
  describe: () => "Flux",
  async list({ releases: url }, { http, credentials, now }) {
    const releases = parsedOf(await fetchGithubReleases(http, url, authorized(credentials(url)), now));
    const kubernetes = kubernetesByMinor(releases);
    return { releases: releases.map((it) => releaseOf(it, kubernetes.get(minorOf(it)))), findings: [] };
  },
};

/** What a version of Flux installs: its CRD versions decide whether stored objects survive. */
export async function fetchFluxManifest(
  { http, credentials }: SourceWorld,
  version: string,
  downloads = DOWNLOADS,
): Promise<FluxManifest> {
  const url = `${downloads}/${encodeURIComponent(version)}/install.yaml`;
  const { body } = await getAnswer(http, url, { ...authorized(credentials(url)), since: ANY_TIME });
  try {
    return readFluxManifest(body);
  } catch (error) {
    throw unreadable(url, "is no YAML", error);
  }
}
