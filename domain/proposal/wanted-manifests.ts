import type { GitView } from "../gitops/view";
import type { SolvedStep } from "../solver";
import { meantPlaces } from "./pin-edits";
import { type PinPlace, pinPlaces } from "./pin-places";
import type { ProposalInput } from "./proposal-input";

/** What may lie in Git as a copy of the install manifest of a release. */
export type CopiedKind = "flux" | "longhorn";

const isCopied = (kind: SolvedStep["kind"]): kind is CopiedKind => kind === "flux" || kind === "longhorn";

/** The install manifest of one release. */
export interface ManifestId {
  readonly kind: CopiedKind;
  /** Such as `v2.7.5`. */
  readonly version: string;
}

export const manifestKey = ({
  kind,
  version,
}: Pick<SolvedStep, "kind"> & { readonly version: string }): string => `${kind} ${version}`;

/** An image may be set by a kustomization, too; then it is not the manifest that says it. */
function isInItsManifest({ pin, at }: PinPlace, { pins }: GitView): boolean {
  const owner = pins.find((it) => it.pin === pin)?.owner ?? null;
  return owner === null || owner.value.at?.source.path === at.source.path;
}

/** Places where a whole manifest stands for the version, each manifest once. */
export function manifestPlaces(
  step: SolvedStep,
  input: Pick<ProposalInput, "evidenced" | "view">,
): PinPlace[] {
  const evidence = input.evidenced.find((it) => it.component.id === step.component);
  if (evidence === undefined || step.action !== "update" || !isCopied(step.kind)) return [];
  const places = pinPlaces(evidence.component, input.view).filter(({ update }) => update === "manifest");
  const manifests = places.filter((it) => isInItsManifest(it, input.view));
  return [...new Map(manifests.map((it) => [it.at.source.path, it])).values()];
}

const withV = (version: string): string => (version.startsWith("v") ? version : `v${version}`);

/** The version that a manifest says it is of. */
export const versionOf = ({ pin }: PinPlace): string => withV(pin.text);

/** Install manifests that a proposal needs: those that Git has and those that it is to have. */
export function wantedManifests(
  input: Pick<ProposalInput, "stage" | "evidenced" | "view">,
): readonly ManifestId[] {
  const wanted = input.stage.steps.flatMap((step) => {
    const { kind } = step;
    const { meant } = meantPlaces(manifestPlaces(step, input), step);
    if (meant.length === 0 || !isCopied(kind)) return [];
    return [...meant.map(versionOf), withV(step.to)].map((version): ManifestId => ({ kind, version }));
  });
  return [...new Map(wanted.map((it) => [manifestKey(it), it])).values()];
}
