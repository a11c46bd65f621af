import type { Evidenced } from "../detect/evidence";
import type { GitTree } from "../gitops/tree";
import type { GitView } from "../gitops/view";
import type { SolvedStage } from "../solver";

/** The text of an install manifest, or why there is none. */
export type ManifestText = { readonly text: string } | { readonly because: string };

/** All that a proposal is made from. */
export interface ProposalInput {
  readonly stage: SolvedStage;
  readonly evidenced: readonly Evidenced[];
  readonly tree: GitTree;
  readonly view: GitView;
  /** Install manifests by kind and version, such as `flux v2.7.5`: those that `wantedManifests` names. */
  readonly manifests: ReadonlyMap<string, ManifestText>;
}

export const evidenceOf = ({ evidenced }: ProposalInput, component: string): Evidenced | undefined =>
  evidenced.find((it) => it.component.id === component);
