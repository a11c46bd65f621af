import { isChartOwner } from "../../../domain/gitops/charts";
import { type ChartUse, isFound } from "../../../domain/gitops/charts/chart";
import { describeObject, documentKey, type KubeObject } from "../../../domain/gitops/kube-object";
import { objectsOf } from "../../../domain/gitops/tree";
import { textOf } from "../../../domain/gitops/value";
import { type Check, differs, type Verdict, verdict } from "../check";
import type { CorpusTree } from "../corpus";
import { pinComplaints } from "../pin-text";

function useComplaints({ owner, resolution }: ChartUse): string[] {
  const subject = describeObject(owner);
  if (!isFound(resolution))
    return resolution.reason === "" ? [`${subject} is unresolved without a reason`] : [];
  const { chart, source, version } = resolution;
  const complaints = pinComplaints(subject, version);
  if (chart === "") complaints.push(`${subject} has no chart`);
  if (source.url === "" && source.type !== "git") complaints.push(`${subject} has no address`);
  return complaints;
}

const CHART_NAMES = [["chart", "spec", "chart"], ["chartRef", "name"], ["chart"]];

/** What names no chart is a patch of something that does. */
const isWhole = ({ value }: KubeObject): boolean =>
  CHART_NAMES.some((keys) => textOf(value, "spec", ...keys) !== undefined);

/** Nothing that installs a chart may be lost between the files and the result. */
function lost({ tree, view }: CorpusTree): string[] {
  const seen = new Set(view.charts.map(({ owner }) => documentKey(owner)));
  const written = objectsOf(tree).filter((it) => isChartOwner(it) && isWhole(it));
  return written
    .filter((it) => !seen.has(documentKey(it)))
    .map((it) => `${describeObject(it)} is not looked at`);
}

function judge(it: CorpusTree): Verdict[] {
  const { charts, findings } = it.view;
  const releases = charts.filter(({ owner }) => isChartOwner(owner));
  if (releases.length === 0) return [];
  const found = releases.filter(({ resolution }) => isFound(resolution));
  const guessed = findings.filter(({ code }) => code === "CHART_NAMESPACE_GUESSED").length;
  const explained = releases.length - found.length;
  const figures = `${found.length} of ${releases.length} resolved, ${guessed} by name only, ${explained} explained`;
  const recorded = it.recorded.helmReleases;
  const complaints = [
    ...releases.flatMap(useComplaints),
    ...lost(it),
    ...differs("resolved", found.length, recorded),
    ...differs("releases", releases.length, recorded),
  ];
  return [verdict(`charts ${it.name}`, figures, complaints)];
}

/** Every HelmRelease and HelmChart is resolved to its source or says why not, and its version stands where it says. */
export const charts: Check = {
  title: "charts",
  run: async (corpus) => (await corpus.trees()).flatMap(judge),
};
