import { type ChartUse, type FoundChart, isFound } from "../../gitops/charts/chart";
import { type LiveChart, withoutDigest } from "../../gitops/drift";
import { describeObject, type KubeObject } from "../../gitops/kube-object";
import { child, isTrue, textOf } from "../../gitops/value";
import type { Component, Question, WrittenPin } from "../component";
import { isLonghorn } from "./longhorn";
import type { FindComponents } from "./seen";

/** How to ask for a chart's versions, by the kind of place that it comes from. */
function questionOf({ chart, source }: FoundChart): Question | string {
  if (source.type === "helm") return { source: "helm", query: { url: source.url, chart } };
  if (source.type === "oci") {
    const insecure = isTrue(source.object?.value, "spec", "insecure");
    return { source: "oci", query: { url: source.url.replace(/\/+$/, ""), insecure } };
  }
  if (source.type === "archive") return "its chart is one file at an address, which lists no other versions";
  if (source.url === "") return "its chart lies in this repository";
  return `its chart comes from a ${source.type === "git" ? "Git repository" : "bucket"}, which lists no versions`;
}

/** `helmrelease/shop/web`; with its folder in front where a repository has several clusters. */
const idOf = ({ kind, namespace, name }: KubeObject, folder: string): string =>
  `${folder === "" ? "" : `${folder}//`}${kind.toLowerCase()}/${namespace}/${name}`;

/** An exact pin is what runs as far as Git knows; a range says nothing about that. */
function pinned({ resolution }: ChartUse): string | null {
  const { version } = resolution;
  return version?.kind === "exact" ? version.text.replace(/^[=\s]+/, "") : null;
}

const KEPT_BY_HELM = "Helm installs them once and never updates them";

/** Helm itself never touches them again; of all installers only Flux can be told to replace them. */
function keepsCrds({ owner }: ChartUse): string | undefined {
  if (owner.kind !== "HelmRelease") return KEPT_BY_HELM;
  const policy = textOf(owner.value, "spec", "upgrade", "crds") ?? "Skip";
  return policy === "CreateReplace"
    ? undefined
    : `spec.upgrade.crds of ${describeObject(owner)} is ${policy}`;
}

function componentOf(use: ChartUse, live: LiveChart | undefined, inGit: boolean, folder: string): Component {
  const { owner, resolution, suspended } = use;
  const deployed = live?.deployed ?? null;
  const question = isFound(resolution) ? questionOf(resolution) : resolution.reason;
  const pins: WrittenPin[] =
    resolution.version === undefined || !inGit
      ? []
      : [{ pin: resolution.version, how: owner.kind, update: "edit" }];
  const values = child(owner.value, "spec", "values");
  const keeps = keepsCrds(use);
  return {
    id: idOf(owner, folder),
    kind: "chart",
    name: resolution.chart || owner.name,
    owner: describeObject(owner),
    current: deployed ?? pinned(use),
    from: deployed === null ? "git" : "cluster",
    pins,
    suspended: suspended || live?.use.suspended === true,
    ...(keeps === undefined ? {} : { keepsCrds: keeps }),
    ...(values === undefined ? {} : { values }),
    question: typeof question === "string" ? null : question,
    unasked: typeof question === "string" ? question : "",
  };
}

const identity = ({ group, kind, namespace, name }: KubeObject): string =>
  [group, kind, namespace, name].join("/");

/** One folder needs no name; two clusters of a repository may install the same release. */
function folderOf(use: ChartUse, uses: readonly ChartUse[]): string {
  const same = uses.filter(({ owner }) => identity(owner) === identity(use.owner));
  return same.length > 1 ? use.cluster.folder || "unapplied" : "";
}

/** Every HelmRelease and HelmChart, of Git and of the cluster, once. */
export const charts: FindComponents = ({ cluster, git }) => {
  const uses = (git?.view.charts ?? []).filter((use) => !isLonghorn(use));
  const live = (cluster?.charts ?? []).filter(({ use }) => !isLonghorn(use));
  const lives = new Map(live.map((it) => [identity(it.use.owner), it]));
  const known = new Set(uses.map(({ owner }) => identity(owner)));
  return [
    ...uses.map((use) => componentOf(use, lives.get(identity(use.owner)), true, folderOf(use, uses))),
    ...live
      .filter(({ use }) => !known.has(identity(use.owner)))
      .map((it) => componentOf(it.use, it, false, "")),
  ];
};

const UNKNOWN_SOURCE =
  "Helm does not remember where a chart came from; no source of that chart is known here";

/** Releases that somebody installed with Helm itself, and nothing in the cluster looks after. */
export const helmReleases: FindComponents = ({ cluster, git }) => {
  const managed = [...(cluster?.charts ?? []).map(({ use }) => use), ...(git?.view.charts ?? [])];
  const names = new Set(managed.flatMap(({ owner }) => releaseNames(owner)));
  const loose = (cluster?.helm ?? []).filter(({ chart, name }) => chart !== "longhorn" && !names.has(name));
  return loose.map(({ namespace, name, chart, version }) => ({
    id: `helm/${namespace}/${name}`,
    kind: "chart",
    name: chart,
    owner: `Helm release ${namespace}/${name}`,
    current: withoutDigest(version),
    from: "cluster",
    pins: [],
    suspended: false,
    keepsCrds: KEPT_BY_HELM,
    question: sourceOfSameChart(managed, chart),
    unasked: UNKNOWN_SOURCE,
  }));
};

/** helm-controller names a release after its target namespace and itself, unless it is told a name. */
function releaseNames({ value, name }: KubeObject): string[] {
  const text = (key: string): string | undefined => {
    const found = child(value, "spec", key);
    return found?.kind === "scalar" ? found.text : undefined;
  };
  const target = text("targetNamespace");
  return [text("releaseName") ?? name, ...(target === undefined ? [] : [`${target}-${name}`])];
}

function sourceOfSameChart(uses: readonly ChartUse[], chart: string): Question | null {
  const same = uses.map(({ resolution }) => resolution).find((it) => isFound(it) && it.chart === chart);
  const question = same !== undefined && isFound(same) ? questionOf(same) : null;
  return question === null || typeof question === "string" ? null : question;
}
