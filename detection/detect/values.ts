import type { Choice } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import type { ValuesPair } from "../../domain/detect/evidence";
import { fromPlain, isMap, type Value } from "../../domain/gitops/value";
import type { Release, Unknown } from "../../domain/listing";
import { getAnswer } from "../answers";
import { readChartFiles } from "../chart-archive";
import { readYaml } from "../sources/yaml";
import { chartAddress } from "./chart-definitions";
import type { DetectWorld, Places } from "./types";
import { unknownBecause } from "./unknown";

const FILE = "values.yaml";
const ANY_TIME = new Date(0).toISOString();

async function longhornValues({ version }: Release, places: Places, { http }: DetectWorld): Promise<string> {
  const url = `${places.longhornManifests}/${encodeURIComponent(version)}/chart/${FILE}`;
  return (await getAnswer(http, url, { since: ANY_TIME })).body;
}

async function chartValues(component: Component, release: Release, world: DetectWorld): Promise<string> {
  const files = await readChartFiles(chartAddress(component, release), (path) => path === FILE, world);
  return files.get(FILE) ?? "{}";
}

async function defaultsOf(
  component: Component,
  release: Release,
  places: Places,
  world: DetectWorld,
): Promise<Value> {
  const text =
    component.kind === "longhorn"
      ? await longhornValues(release, places, world)
      : await chartValues(component, release, world);
  return fromPlain(readYaml(text));
}

const setsValues = ({ values }: Component): boolean => isMap(values) && values.entries.size > 0;

/** Default values of a chart before and after, where the user sets some of them and both versions can be had. */
export async function readValues(
  component: Component,
  choice: Choice | null,
  places: Places,
  world: DetectWorld,
): Promise<ValuesPair | Unknown | null> {
  const [before, after] = [choice?.installed, choice?.chosen?.release];
  if (!before || !after || !setsValues(component) || component.kind === "k3s") return null;
  try {
    const [old, next] = await Promise.all(
      [before, after].map((release) => defaultsOf(component, release, places, world)),
    );
    return old === undefined || next === undefined ? null : { before: old, after: next };
  } catch (error) {
    return unknownBecause(`the values of ${component.name} ${after.version}`, error);
  }
}
