import { deepStrictEqual, ok } from "node:assert";
import { z } from "zod";
import { fetchGithubReleases } from "../../../detection/github-releases";
import { readFluxManifest } from "../../../detection/sources";
import { helm } from "../../../detection/sources/helm";
import { layoutOf } from "../../../detection/sources/helm/blocks";
import { IndexEntry } from "../../../detection/sources/helm/entry";
import { readChart } from "../../../detection/sources/helm/read-index";
import { askResponder } from "../../../detection/sources/longhorn/responder";
import { readYaml } from "../../../detection/sources/yaml";
import { answering, neverSeen } from "../answering";
import { asserting, type Check } from "../check";
import type { Corpus } from "../corpus";

const Index = z.object({ entries: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) });
const FIELDS = ["version", "appVersion", "kubeVersion", "created", "digest", "deprecated", "urls"] as const;

const chosen = (entry: IndexEntry | null): unknown[] => [
  ...FIELDS.map((field) => entry?.[field]),
  (entry?.annotations as Record<string, unknown> | undefined)?.["artifacthub.io/changes"],
];

const indexes = (corpus: Corpus): string[] =>
  [...corpus.files("helm-index", ".yaml"), ...corpus.files("helm-index/helm-testdata", ".yaml")].filter(
    (file) => !file.endsWith("Chart.yaml"),
  );

function agreement(corpus: Corpus): string {
  let versions = 0;
  for (const file of indexes(corpus)) {
    const body = corpus.text(file);
    for (const [chart, expected] of Object.entries(Index.parse(readYaml(body)).entries)) {
      const { entries } = readChart("http://x/index.yaml", chart, { body });
      const read = entries.map(chosen);
      const whole = expected.map((it) => chosen(IndexEntry.safeParse(it).data ?? null));
      deepStrictEqual([file, chart, read], [file, chart, whole]);
      versions += read.length;
    }
  }
  return `${versions} versions of ${indexes(corpus).length} indexes, read by lines as they are read as YAML`;
}

const LIMIT_MS = 300;
const TRIES = 5;

function readAll(answer: { body: string }): number {
  const charts = layoutOf(answer)?.charts.keys() ?? [];
  return [...charts].reduce((sum, chart) => sum + readChart("http://x/i", chart, answer).entries.length, 0);
}

function speed(corpus: Corpus): string {
  const body = corpus.text("helm-index/grafana-4MB.yaml");
  const times = Array.from({ length: TRIES }, () => {
    const start = performance.now();
    deepStrictEqual(readAll({ body }), 3_591);
    return performance.now() - start;
  });
  const best = Math.min(...times);
  ok(best < LIMIT_MS, `${best.toFixed(0)} ms`);
  return `3,591 versions in ${best.toFixed(0)} ms at best, ${Math.max(...times).toFixed(0)} ms at worst`;
}

async function traps(corpus: Corpus): Promise<string> {
  const counts = { versions: 0, deprecated: 0, undigested: 0, prefixed: 0, prereleases: 0, changes: 0 };
  for (const file of indexes(corpus)) {
    const body = corpus.text(file);
    const world = { http: answering(body), firstSeen: neverSeen, credentials: () => null };
    for (const chart of layoutOf({ body })?.charts.keys() ?? []) {
      const { releases } = await helm.list({ url: "https://charts.example", chart }, world);
      counts.versions += releases.length;
      for (const release of releases) {
        counts.deprecated += Number(release.deprecated);
        counts.undigested += Number(release.digest === null);
        counts.prefixed += Number(release.version.startsWith("v"));
        counts.prereleases += Number(release.prerelease);
        counts.changes += Number(release.changes.length > 0);
      }
    }
  }
  ok(counts.deprecated > 0 && counts.undigested > 0 && counts.prefixed > 0 && counts.changes > 100);
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(", ");
}

const Served = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));

function manifests(corpus: Corpus): string {
  const served = Served.parse(corpus.json("flux/flux-crd-served-versions.json"));
  let compared = 0;
  for (const file of corpus.files("flux/gotk-components", ".yaml")) {
    const { version, crds } = readFluxManifest(corpus.text(file));
    for (const { group, kind, versions } of crds)
      for (const { name, served: isServed, storage, deprecated } of versions) {
        const expected = served[`${group}/${name}`]?.[kind]?.[version ?? ""];
        if (expected === undefined) continue;
        const state = [isServed ? "served" : "", storage ? "storage" : ""].filter(Boolean).join("+");
        const found = deprecated ? `${state} deprecated` : state;
        deepStrictEqual([version, group, kind, name, found], [version, group, kind, name, expected]);
        compared += 1;
      }
  }
  ok(compared > 20, `only ${compared} were compared`);
  return `${compared} versions of custom resources`;
}

const ChartValues = z.object({ configMap: z.object({ responseConfig: z.string() }) });

async function responder(corpus: Corpus): Promise<string> {
  const values = ChartValues.parse(readYaml(corpus.text("longhorn/upgrade-responder-chart-values.yaml")));
  const bodies = [
    corpus.text("longhorn/upgrade-responder-response-2023-05-12.json"),
    corpus.text("longhorn/upgrade-responder-response-2024-05-31.json"),
    values.configMap.responseConfig,
  ];
  const found = await Promise.all(bodies.map((body) => askResponder(answering(body), "https://x.example/")));
  const latest = found.map(
    ({ recommended }) => recommended.find(({ tags }) => tags.includes("latest"))?.version,
  );
  deepStrictEqual(latest.slice(0, 2), ["v1.4.2", "v1.6.2"]);
  ok(latest[2] !== undefined, "the published data names no latest version");
  return `${latest.join(", ")}; ${found[2]?.findings.length ?? 0} oddities in the published data`;
}

const Webhook = z.object({ release: z.unknown() });

async function github(corpus: Corpus): Promise<string> {
  const { release } = Webhook.parse(corpus.json("github-api/webhook-release-published.json"));
  const [found] = await fetchGithubReleases(
    answering(JSON.stringify([release])),
    "https://api.example/releases",
  );
  deepStrictEqual(
    [found?.tag, found?.prerelease, found?.publishedAt],
    ["0.0.1", false, "2019-05-15T15:20:53Z"],
  );
  return "a release as GitHub sends it";
}

export const SOURCE_CHECKS: readonly Check[] = [
  asserting("chart indexes are read by lines as they are read as YAML", agreement),
  asserting("an index of 4 MB is read in a third of a second", speed),
  asserting("what is odd in real indexes is seen", traps),
  asserting("CRD versions of Flux' manifests", manifests),
  asserting("Longhorn's upgrade responder, in each form that it had", responder),
  asserting("a recorded GitHub release", github),
];
