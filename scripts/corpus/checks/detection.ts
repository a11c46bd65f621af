import { type DetectRequest, detect, PLAIN_REQUEST, type Places } from "../../../detection/detect";
import { Sources } from "../../../domain/config/sources";
import { DetectionReport } from "../../../domain/detect/report";
import { isFound } from "../../../domain/gitops/charts/chart";
import { answering, neverSeen } from "../answering";
import { type Check, type Verdict, verdict } from "../check";
import type { Corpus, CorpusTree } from "../corpus";

/** Repositories whose indexes may be recorded, and where. */
const INDEXES: Readonly<Record<string, string>> = {
  "https://grafana.github.io/helm-charts/index.yaml": "grafana-4MB.yaml",
  "https://fluxcd-community.github.io/helm-charts/index.yaml": "fluxcd-community.yaml",
  "https://charts.longhorn.io/index.yaml": "longhorn-2024-02.yaml",
  "https://kubernetes.github.io/ingress-nginx/index.yaml": "ingress-nginx.yaml",
  "https://kubernetes-sigs.github.io/metrics-server/index.yaml": "metrics-server.yaml",
};

function recordedIndexes(corpus: Corpus): Record<string, string> {
  const there = Object.entries(INDEXES).filter(([, file]) => corpus.has("helm-index", file));
  return Object.fromEntries(there.map(([url, file]) => [url, corpus.text("helm-index", file)]));
}

const { k3s, flux, longhorn, security } = Sources.parse({});
const PLACES: Places = {
  k3s,
  flux,
  longhorn,
  fluxDownload: flux.download,
  longhornManifests: longhorn.manifests,
  ...security,
};

const FLUX_MANIFESTS = "flux/gotk-components";

/** Releases of Flux as GitHub would list them, for the versions whose manifests are recorded. */
function recordedFlux(corpus: Corpus): Record<string, string> {
  const versions = corpus.names(FLUX_MANIFESTS).map((file) => file.replace(/\.yaml$/, ""));
  const releases = versions.map((tag_name) => ({ tag_name, html_url: "", body: "" }));
  const manifests = versions.map((version) => [
    `${flux.download}/${version}/install.yaml`,
    corpus.text(FLUX_MANIFESTS, `${version}.yaml`),
  ]);
  return versions.length === 0
    ? {}
    : { [flux.releases]: JSON.stringify(releases), ...Object.fromEntries(manifests) };
}

const requestFor = ({ folder, name }: CorpusTree): DetectRequest => ({
  ...PLAIN_REQUEST,
  clusterName: name,
  git: { folder, location: name, remote: null, cluster: null },
  places: PLACES,
});

const look = async (tree: CorpusTree, answers: Record<string, string>): Promise<DetectionReport> => {
  const world = {
    http: answering(answers),
    firstSeen: neverSeen,
    credentials: () => null,
    now: new Date("2026-08-20T00:00:00Z"),
    cluster: null,
    progress: () => {},
  };
  return (await detect(requestFor(tree), world)).report;
};

/** A source that does not answer never reads as "no updates", and hides no other component. */
function complaints({ components }: DetectionReport, { view }: CorpusTree, indexes: Record<string, string>) {
  const silent = components.filter(
    ({ status, unknown_because }) => status === "unknown" && unknown_because === "",
  );
  const wrong = components.filter(({ unknown_because }) => unknown_because.startsWith("a question"));
  const lost = view.charts.filter(
    ({ owner, resolution }) =>
      resolution.chart !== "longhorn" &&
      !components.some(({ id }) => id.endsWith(`/${owner.namespace}/${owner.name}`)),
  );
  const known = view.charts.filter(
    ({ resolution }) => isFound(resolution) && `${resolution.source.url}/index.yaml` in indexes,
  );
  const read = components.filter(({ kind, status }) => kind === "chart" && status !== "unknown");
  return [
    ...silent.map(({ id }) => `${id} is unknown without a reason`),
    ...wrong.map(({ id, unknown_because }) => `${id}: ${unknown_because}`),
    ...lost.map(({ owner }) => `${owner.name} is no component`),
    ...components
      .flatMap(({ removed_apis }) => removed_apis)
      .filter(({ place, edit }) => place === null || edit === null)
      .map(({ object }) => `${object} has no edit`),
    ...(read.length > known.length ? [`${read.length} charts judged, ${known.length} have an index`] : []),
  ];
}

async function judge(tree: CorpusTree, corpus: Corpus): Promise<Verdict> {
  const indexes = recordedIndexes(corpus);
  const start = performance.now();
  const answers = { ...indexes, ...recordedFlux(corpus) };
  const report = await look(tree, answers);
  const took = performance.now() - start;
  const again = await look(tree, answers);
  const { components, total_updates, blocked, unknown } = report.summary;
  const edits = report.components.flatMap(({ removed_apis }) => removed_apis);
  const counts = `${components} components, ${total_updates} updates, ${blocked} blocked, ${unknown} unknown`;
  const figures = `${counts}, ${edits.length} API versions to edit; ${took.toFixed(0)} ms`;
  const valid = DetectionReport.safeParse(report).success ? [] : ["the report does not have its own form"];
  const same = JSON.stringify(report) === JSON.stringify(again) ? [] : ["a second look says something else"];
  return verdict(`detection ${tree.name}`, figures, [
    ...complaints(report, tree, indexes),
    ...valid,
    ...same,
  ]);
}

/** The whole detection of every tree, offline, with the indexes that are recorded. */
export const detection: Check = {
  title: "detection",
  run: async (corpus) => {
    const verdicts: Verdict[] = [];
    for (const tree of await corpus.trees()) verdicts.push(await judge(tree, corpus));
    return verdicts;
  },
};
