import { componentsOf } from "../../../domain/detect/components";
import type { Evidenced, Target } from "../../../domain/detect/evidence";
import { type GitView, gitView } from "../../../domain/gitops/view";
import type { Listing } from "../../../domain/listing";
import type { Proposal } from "../../../domain/proposal/proposal";
import type { ManifestText, ProposalInput } from "../../../domain/proposal/proposal-input";
import { propose } from "../../../domain/proposal/propose";
import type { SolvedStage, SolvedStep } from "../../../domain/solver";
import { type Files, treeOf } from "../../helpers/git-tree";

const PLACES = {
  k3s: { channels: "", releases: "" },
  flux: { releases: "" },
  longhorn: { releases: "", responder: null },
};

export const WEB = "helmrelease/shop/web";

export const step = (over: Partial<SolvedStep> = {}): SolvedStep => ({
  index: 1,
  component: WEB,
  kind: "chart",
  action: "update",
  from: "1.0.0",
  to: "2.0.0",
  bump: "major",
  changes: [],
  bundles: [],
  undo: "revert",
  reasons: [{ relation: "goal", facts: [], step: null, text: "is the version that is wanted" }],
  ...over,
});

export const stageOf = (...steps: readonly SolvedStep[]): SolvedStage => ({
  index: 1,
  kind: steps[0]?.kind ?? "chart",
  k3s: "v1.33.4+k3s1",
  steps,
  before: [],
  after: [],
});

export interface Setting {
  readonly listings?: Readonly<Record<string, Listing>>;
  readonly targets?: Readonly<Record<string, Target>>;
  readonly manifests?: Readonly<Record<string, ManifestText>>;
  /** Changes a view as looking at one cluster only does. */
  readonly see?: (view: GitView) => GitView;
  readonly more?: readonly Evidenced[];
}

export const evidenced = (component: Evidenced["component"], over: Partial<Evidenced> = {}): Evidenced => ({
  component,
  listing: null,
  choice: null,
  target: null,
  support: null,
  values: null,
  ...over,
});

/** What detection would hand over about a tree, without a cluster. */
export async function inputOf(
  files: Files,
  steps: readonly SolvedStep[],
  { listings = {}, targets = {}, manifests = {}, see = (it) => it, more = [] }: Setting = {},
): Promise<ProposalInput> {
  const tree = await treeOf(files);
  const view = see(gitView(tree));
  const found = componentsOf({ cluster: null, git: { tree, view }, places: PLACES });
  const known = found.map((it) =>
    evidenced(it, { listing: listings[it.id] ?? null, target: targets[it.id] ?? null }),
  );
  return {
    stage: stageOf(...steps),
    evidenced: [...known, ...more],
    tree,
    view,
    manifests: new Map(Object.entries(manifests)),
  };
}

export const proposed = async (
  files: Files,
  steps: readonly SolvedStep[],
  setting: Setting = {},
): Promise<Proposal> => propose(await inputOf(files, steps, setting));

/** Lines that differ, as `before -> after`. */
export function changedLines(before: string, after: string): string[] {
  const [old, next] = [before.split("\n"), after.split("\n")];
  if (old.length !== next.length) return [`${old.length} lines -> ${next.length} lines`];
  return old.flatMap((line, i) => (line === next[i] ? [] : [`${line.trim()} -> ${next[i]?.trim()}`]));
}

/** All changed lines of all commits. */
export const linesOf = ({ commits }: Proposal): string[] =>
  commits.flatMap(({ files }) => files.flatMap(({ before, after }) => changedLines(before, after)));

export const codesOf = ({ findings }: Proposal): string[] => findings.map(({ code }) => code);
