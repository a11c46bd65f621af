import type { Manifest } from "./documents";

const VERSION = /^(# Flux Version: )v?\d\S*/m;
const COMPONENTS = /^# Components: (.*)$/m;

export interface Head {
  readonly text: string;
  readonly lost: readonly string[];
}

/** The comments at the top as they are, with the new version in them. */
export function headFor(existing: Manifest, after: Manifest, version: string): Head {
  const listed = (COMPONENTS.exec(existing.head)?.[1] ?? "").split(",").map((it) => it.trim());
  const known = new Set(after.documents.map(({ component }) => component));
  const gone = listed.filter((it) => it !== "" && !known.has(it));
  return {
    text: existing.head.replace(VERSION, (_, lead: string) => `${lead}${version}`),
    lost: gone.map((it) => `the component ${it}: the new release does not have it`),
  };
}
