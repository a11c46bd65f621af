import semver from "semver";
import { parseSource } from "../../../detection/git-tree/parse";
import { type Crd, crdsOf } from "../../../domain/gitops/api/crds";
import { type GitRemoval, removedByCrds } from "../../../domain/gitops/api/removals";
import { applyEdits, type Edit, readyEdits, scalarEdit } from "../../../domain/gitops/edits";
import { describeAt, describeObject, unfolded } from "../../../domain/gitops/kube-object";
import { type Source, sourceOf, textAt } from "../../../domain/gitops/place";
import { writtenObjects } from "../../../domain/gitops/tree";
import { type Check, differs, nothingToJudge, type Verdict, verdict } from "../check";
import type { Corpus, CorpusTree } from "../corpus";

interface Target {
  readonly release: string;
  readonly crds: readonly Crd[];
}

function targets(corpus: Corpus): Target[] {
  const releases = corpus
    .names("flux", "gotk-components")
    .map((name) => name.replace(/\.yaml$/, ""))
    .filter((it) => semver.valid(it) !== null)
    .sort(semver.compare);
  return releases.map((release) => ({
    release,
    crds: crdsOf(corpus.manifest("flux", "gotk-components", `${release}.yaml`)),
  }));
}

/** A removal names a replacement that the target serves, and stands where the object's apiVersion is written. */
function removalComplaints({ object, at, apiVersion, replacement }: GitRemoval, { crds }: Target): string[] {
  const subject = `${describeObject(object)} at ${describeAt(at)}`;
  if (at === undefined || textAt(at).replaceAll(/["']/g, "") !== apiVersion) {
    return [`${subject} does not hold ${apiVersion}`];
  }
  const served = crds.some(({ group, kind, versions }) =>
    versions.some((it) => it.served && `${group}/${it.name}` === replacement && kind === object.kind),
  );
  return served ? [] : [`${subject}: ${replacement} is not served`];
}

/** The edits, made: nothing is left that the target removes, the second time changes nothing, the rest is the same. */
function editComplaints(source: Source, removals: readonly GitRemoval[], { crds }: Target): string[] {
  const edits = removals.flatMap(({ at, replacement }): Edit[] =>
    at && replacement !== "" ? [scalarEdit(at, replacement)] : [],
  );
  const ready = readyEdits(source.path, source.text, edits);
  const after = applyEdits(source.text, ready);
  const parsed = parseSource(sourceOf(source.path, after));
  const left = removedByCrds(
    parsed.file.documents.flatMap(({ value }) => unfolded(value)),
    crds,
  );
  const complaints = left.map(({ object }) => `${source.path}: ${describeObject(object)} is still removed`);
  if (applyEdits(after, ready) !== after) complaints.push(`${source.path}: edits are not idempotent`);
  const lines = (text: string): string[] => text.split("\n");
  const changed = lines(after).filter((line, i) => line !== lines(source.text)[i]).length;
  if (changed !== ready.edits.length) complaints.push(`${source.path}: ${changed} lines changed`);
  return complaints;
}

function editsOf(removals: readonly GitRemoval[], target: Target): string[] {
  const bySource = new Map<Source, GitRemoval[]>();
  for (const it of removals) {
    if (it.at === undefined) continue;
    bySource.set(it.at.source, [...(bySource.get(it.at.source) ?? []), it]);
  }
  return [...bySource].flatMap(([source, own]) => editComplaints(source, own, target));
}

/** What each release takes away that the ones before did not. */
function judge(it: CorpusTree, all: readonly Target[]): Verdict[] {
  const known = new Set<unknown>();
  return all.map((target) => {
    const removals = removedByCrds(writtenObjects(it.tree), target.crds);
    const fresh = removals.filter(({ object }) => !known.has(object.value));
    for (const { object } of fresh) known.add(object.value);
    const undecided = removals.filter(({ unknownFields }) => unknownFields.length > 0).length;
    const figures = `${fresh.length} objects newly removed, ${removals.length} in all, ${undecided} with unknown fields`;
    return verdict(`removals ${it.name} flux ${target.release}`, figures, [
      ...removals.flatMap((removal) => removalComplaints(removal, target)),
      ...editsOf(removals, target),
      ...differs("newly removed", fresh.length, it.recorded.removals?.[target.release]),
    ]);
  });
}

/** Objects in Git that a release of Flux would no longer serve, with the edits that carry them over. */
export const fluxRemovals: Check = {
  title: "removals",
  run: async (corpus) => {
    const all = targets(corpus);
    if (all.length === 0) return [nothingToJudge("removals", "flux/gotk-components/v*.yaml")];
    return (await corpus.trees()).flatMap((it) => judge(it, all));
  },
};
