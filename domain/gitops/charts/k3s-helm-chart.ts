import { partOf } from "../part";
import { type ScalarValue, scalarOf, textOf } from "../value";
import { pinOf, unwritten, type VersionPin } from "../version-pin";
import type { ChartContext, ChartSource, Resolution } from "./chart";

const source = (type: ChartSource["type"], url: string): ChartSource => ({
  type,
  url,
  object: null,
  guessed: false,
});

/** `https://.../longhorn-1.9.2.tgz` says chart and version in its name. */
function fromArchive(chart: ScalarValue, version: VersionPin): Resolution {
  const file = chart.text.split("/").at(-1) ?? "";
  const [, name = file, number] = /^(.+?)-(v?\d+\.\d+\.\d+.*)\.tgz$/.exec(file) ?? [];
  const pin = number === undefined ? version : pinOf({ ...partOf(chart, number), text: number });
  return { chart: name, version: pin, source: source("archive", chart.text) };
}

/** The chart of k3s' own HelmChart, which says everything itself. */
export function k3sHelmChart({ applied }: ChartContext): Resolution {
  const { value } = applied.object;
  const chart = scalarOf(value, "spec", "chart");
  if (textOf(value, "spec", "chartContent")) return { reason: "its chart is embedded in spec.chartContent" };
  if (chart === undefined) return { reason: "it has no spec.chart" };
  const written = scalarOf(value, "spec", "version");
  const version = written === undefined ? unwritten("*") : pinOf(written);
  const repo = textOf(value, "spec", "repo");
  const name = chart.text.split("/").at(-1) ?? chart.text;
  if (/^oci:\/\//.test(chart.text)) return { chart: name, version, source: source("oci", chart.text) };
  if (/\.tgz$/.test(chart.text)) return fromArchive(chart, version);
  if (repo === undefined) return { reason: "it has no spec.repo, and its chart is no address" };
  if (repo.startsWith("oci://")) return { chart: name, version, source: source("oci", `${repo}/${name}`) };
  return { chart: name, version, source: source("helm", repo) };
}
