import { someOf } from "../some-of";
import type { Breaking } from "./breaking";
import type { Component } from "./component";
import type { Target } from "./evidence";

const SHOWN = 3;

/** Definitions that the new version brings in another form, and that its installer leaves as they are. */
export function keptDefinitions(
  { keepsCrds }: Component,
  { changed = [] }: Target,
  version: string,
): Breaking[] {
  if (keepsCrds === undefined || changed.length === 0) return [];
  return [
    {
      kind: "definitions",
      title: `it brings ${changed.length} changed CRD file(s), which stay as they are`,
      text: `${someOf(changed, SHOWN)} of ${version} differ from those of the installed version, but ${keepsCrds}; apply them before the update, or let Flux do it with spec.upgrade.crds: CreateReplace.`,
      version,
      source: "definitions",
    },
  ];
}
