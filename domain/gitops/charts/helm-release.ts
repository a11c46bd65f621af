import { child, scalarOf, textOf, type Value } from "../value";
import { pinOf, unwritten, type VersionPin } from "../version-pin";
import type { ChartContext, NotFound, Resolution } from "./chart";
import { chartFrom } from "./sources";

const pinIn = (spec: Value | undefined): VersionPin => {
  const version = scalarOf(spec, "version");
  return version === undefined ? unwritten("*") : pinOf(version);
};

/** `spec.chart.spec` of a HelmRelease and `spec` of source-controller's HelmChart say the same. */
function fromTemplate(spec: Value | undefined, ownNamespace: string, context: ChartContext): Resolution {
  const [chart, kind, name] = [
    textOf(spec, "chart"),
    textOf(spec, "sourceRef", "kind"),
    textOf(spec, "sourceRef", "name"),
  ];
  if (chart === undefined) return { reason: "no chart is named" };
  if (kind === undefined || name === undefined) return { reason: "sourceRef names no kind or no name" };
  const namespace = textOf(spec, "sourceRef", "namespace") ?? ownNamespace;
  return chartFrom(kind, name, namespace, { chart, version: pinIn(spec) }, context);
}

function fromHelmChart(name: string, namespace: string, context: ChartContext): Resolution {
  const { object, ...rest } = context.find("HelmChart", name, namespace);
  if (object === null) return rest as NotFound;
  return fromTemplate(child(object.value, "spec"), object.namespace, context);
}

function fromReference(ref: Value, ownNamespace: string, context: ChartContext): Resolution {
  const [kind = "", name = ""] = [textOf(ref, "kind"), textOf(ref, "name")];
  const namespace = textOf(ref, "namespace") ?? ownNamespace;
  if (kind === "HelmChart") return fromHelmChart(name, namespace, context);
  if (kind !== "ExternalArtifact") {
    return chartFrom(kind, name, namespace, { chart: "", version: unwritten("*") }, context);
  }
  return { reason: `its chart is the artifact ${name} of another controller; its version is not in Git` };
}

/** The chart of a HelmRelease of Flux. */
export function helmReleaseChart(context: ChartContext): Resolution {
  const { value, namespace } = context.applied.object;
  const ref = child(value, "spec", "chartRef");
  if (ref !== undefined) return fromReference(ref, namespace, context);
  const template = child(value, "spec", "chart", "spec");
  if (template !== undefined) return fromTemplate(template, namespace, context);
  return { reason: "it has neither spec.chart nor spec.chartRef" };
}
