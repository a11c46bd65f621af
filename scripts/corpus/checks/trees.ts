import { objectsOf } from "../../../domain/gitops/tree";
import { type Check, differs, nothingToJudge, type Verdict, verdict } from "../check";
import type { CorpusTree } from "../corpus";

function findingComplaints({ tree, view }: CorpusTree): string[] {
  return view.findings.flatMap(({ code, subject, place }) => {
    if (place === null) return [`${code} has no place`];
    const source = [...tree.files.values()].find((it) => it.source.path === place.file)?.source;
    const lines = source?.lineStarts.length ?? Number.POSITIVE_INFINITY;
    return place.line >= 1 && place.line <= lines ? [] : [`${code} at ${subject} is outside of its file`];
  });
}

function judge(it: CorpusTree): Verdict {
  const { name, tree, view, recorded } = it;
  const clusters = view.clusters.filter(({ applied }) => applied).map(({ folder }) => folder);
  const counts = `${tree.files.size} files, ${objectsOf(tree).length} objects`;
  const figures = `${counts}, clusters [${clusters.join(", ")}], ${view.findings.length} findings`;
  return verdict(`tree ${name}`, figures, [
    ...findingComplaints(it),
    ...differs("clusters", clusters, recorded.clusters),
  ]);
}

/** Every tree is read as a whole, and what is said about it has a place. */
export const trees: Check = {
  title: "tree",
  run: async (corpus) => {
    const all = await corpus.trees();
    return all.length === 0 ? [nothingToJudge("tree", "gitops/*/")] : all.map(judge);
  },
};
