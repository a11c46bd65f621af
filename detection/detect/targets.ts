import type { Choice } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import type { Target } from "../../domain/detect/evidence";
import { crdsOf } from "../../domain/gitops/api/crds";
import { fromPlain } from "../../domain/gitops/value";
import type { Unknown } from "../../domain/listing";
import { getAnswer } from "../answers";
import { readFluxManifest } from "../sources";
import { readYamlDocuments } from "../sources/yaml";
import { readChanged } from "./chart-definitions";
import type { DetectWorld, Places, Reading } from "./types";
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

/** Whether a kind of component has a manifest that says what it defines. */
export const hasManifest = (kind: Component["kind"]): boolean => manifestUrl[kind] !== undefined;

/** The install manifest of a version, as it was published. */
export async function readManifest(
  kind: Component["kind"],
  version: string,
  places: Places,
  { http }: Pick<DetectWorld, "http">,
): Promise<string> {
  const url = manifestUrl[kind]?.(version, places);
  if (url === undefined) throw new Error(`${kind} has no manifest`);
  return (await getAnswer(http, url, { maxBytes: MOST_BYTES, since: ANY_TIME })).body;
}

/** What a version would install; `null` for components whose manifest decides nothing. */
export async function readTargetOf(
  { kind, name }: Component,
  version: string,
  places: Places,
  world: DetectWorld,
): Promise<Target | Unknown | null> {
  if (!hasManifest(kind)) return null;
  world.progress(`reading the manifest of ${name} ${version}`);
  try {
    return targetOf(await readManifest(kind, version, places, world));
  } catch (error) {
    return unknownBecause(`the manifest of ${name} ${version}`, error);
  }
}

/** What the chosen version would install. */
export async function readTarget(
  component: Component,
  choice: Choice | null,
  { places, groups }: Reading,
  world: DetectWorld,
): Promise<Target | Unknown | null> {
  if (component.kind === "chart") return readChanged(component, choice, groups, world);
  const version = choice?.chosen?.release.version;
  return version === undefined ? null : readTargetOf(component, version, places, world);
}
