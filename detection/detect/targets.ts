import type { Choice } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import type { Target } from "../../domain/detect/evidence";
import { crdsOf } from "../../domain/gitops/api/crds";
import { fromPlain } from "../../domain/gitops/value";
import type { Unknown } from "../../domain/listing";
import { getAnswer } from "../answers";
import { readFluxManifest } from "../sources";
import { readYamlDocuments } from "../sources/yaml";
import type { DetectWorld, Places } from "./types";
import { unknownBecause } from "./unknown";

/** The files of a release do not change; one that was read once is read for good. */
const ANY_TIME = new Date(0).toISOString();
/** Longhorn's manifest has a quarter of a megabyte, Flux' three quarters. */
const MOST_BYTES = 8 * 1024 * 1024;

const manifestUrl: Readonly<Partial<Record<Component["kind"], (version: string, places: Places) => string>>> =
  {
    flux: (version, { fluxDownload }) => `${fluxDownload}/${encodeURIComponent(version)}/install.yaml`,
    longhorn: (version, { longhornManifests }) =>
      `${longhornManifests}/${encodeURIComponent(version)}/deploy/longhorn.yaml`,
  };

function targetOf(manifest: string): Target {
  const documents = readYamlDocuments(manifest).map(fromPlain);
  return { crds: crdsOf(documents), controllers: readFluxManifest(manifest).controllers };
}

/** What the chosen version would install; `null` for components whose manifest decides nothing. */
export async function readTarget(
  { kind, name }: Component,
  choice: Choice | null,
  places: Places,
  { http, progress }: DetectWorld,
): Promise<Target | Unknown | null> {
  const version = choice?.chosen?.release.version;
  const urlFor = manifestUrl[kind];
  if (version === undefined || urlFor === undefined) return null;
  progress(`reading the manifest of ${name} ${version}`);
  try {
    const url = urlFor(version, places);
    return targetOf((await getAnswer(http, url, { maxBytes: MOST_BYTES, since: ANY_TIME })).body);
  } catch (error) {
    return unknownBecause(`the manifest of ${name} ${version}`, error);
  }
}
