import type { Choice } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import type { Target } from "../../domain/detect/evidence";
import { type Crd, crdsOf } from "../../domain/gitops/api/crds";
import { fromPlain } from "../../domain/gitops/value";
import type { Release, Unknown } from "../../domain/listing";
import { type ChartAddress, readChartFiles } from "../chart-archive";
import { readYamlDocuments } from "../sources/yaml";
import type { DetectWorld } from "./types";
import { unknownBecause } from "./unknown";

/** Where a release of a chart lies, with the repository that its credentials are for. */
export function chartAddress({ question }: Component, { url }: Release): ChartAddress {
  const { url: repository, insecure } = question?.query ?? {};
  return { url, repository: String(repository ?? ""), insecure: insecure === true };
}

/** In `crds/`, of the chart and of those that it brings along: what Helm installs as it is. */
const isDefinition = (path: string): boolean => /^(charts\/[^/]+\/)*crds\/.+\.(ya?ml|json)$/.test(path);

/**
 * Definitions are long, so only those that may be of a group in use are parsed. Kubernetes wants them named
 * `<plural>.<group>`, so whatever form they are written in, the group is in there behind a dot.
 */
function inGroups(text: string, groups: ReadonlySet<string>): string {
  const marks = [...groups].filter((group) => group !== "").map((group) => `.${group}`);
  const isUsed = (document: string): boolean => marks.some((mark) => document.includes(mark));
  return text
    .split(/^---.*$/m)
    .filter(isUsed)
    .join("\n---\n");
}

const filesOf = (component: Component, release: Release, world: DetectWorld) =>
  readChartFiles(chartAddress(component, release), isDefinition, world);

function definedIn(texts: readonly string[], groups: ReadonlySet<string>): Crd[] {
  const documents = texts.flatMap((text) => readYamlDocuments(inGroups(text, groups)));
  return [...crdsOf(documents.map(fromPlain))];
}

const unread = ({ name }: Component, { version }: Release, error: unknown): Unknown =>
  unknownBecause(`the definitions of ${name} ${version}`, error);

/**
 * What a version of a chart defines.
 * @param groups API groups that are in use here; the rest is left out
 */
export async function readDefined(
  component: Component,
  release: Release,
  groups: ReadonlySet<string>,
  world: DetectWorld,
): Promise<Target | Unknown> {
  try {
    const files = await filesOf(component, release, world);
    return { crds: definedIn([...files.values()], groups), controllers: new Map() };
  } catch (error) {
    return unread(component, release, error);
  }
}

/**
 * What the chosen version of a chart defines otherwise than the installed one.
 * @param groups API groups that are in use here
 * @returns `null` when nothing changes, or nothing can be compared
 */
export async function readChanged(
  component: Component,
  choice: Choice | null,
  groups: ReadonlySet<string>,
  world: DetectWorld,
): Promise<Target | Unknown | null> {
  const [before, after] = [choice?.installed, choice?.chosen?.release];
  if (!before || !after) return null;
  try {
    const [old, next] = await Promise.all([before, after].map((it) => filesOf(component, it, world)));
    const changed = [...(next ?? [])].filter(([path, text]) => old?.get(path) !== text);
    if (changed.length === 0) return null;
    const crds = definedIn(
      changed.map(([, text]) => text),
      groups,
    );
    return { crds, controllers: new Map(), changed: changed.map(([path]) => path).sort() };
  } catch (error) {
    return unread(component, after, error);
  }
}
