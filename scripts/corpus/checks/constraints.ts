import { deepStrictEqual } from "node:assert";
import { z } from "zod";
import { layoutOf } from "../../../detection/sources/helm/blocks";
import { readChart } from "../../../detection/sources/helm/read-index";
import {
  acceptsKubernetes,
  parseVersion,
  refuseLonghornPath,
  satisfies,
  tryParseConstraint,
} from "../../../domain/constraints";
import { asserting, type Check } from "../check";
import type { Corpus } from "../corpus";

const Vectors = z.object({
  vectors: z.array(z.object({ Constraint: z.string(), Version: z.string(), ok: z.boolean() })),
});

const Paths = z.object({
  cases: z.array(
    z.object({
      name: z.string(),
      from: z.string(),
      to: z.string(),
      ok: z.boolean(),
      distro: z.string().optional(),
      twoMinorUpgradeDistros: z.string().optional(),
    }),
  ),
});

function vectors(corpus: Corpus): string {
  const { vectors: all } = Vectors.parse(corpus.json("helm-index/semver-constraint-vectors.json"));
  const wrong = all.filter(({ Constraint, Version, ok }) => {
    const [constraint, version] = [tryParseConstraint(Constraint), parseVersion(Version)];
    return (constraint !== null && version !== null && satisfies(version, constraint)) !== ok;
  });
  deepStrictEqual(wrong, []);
  return `${all.length} pairs as Masterminds/semver 3.5.0`;
}

function kubeVersions(corpus: Corpus): string {
  const found = new Set<string>();
  for (const file of corpus.files("helm-index", ".yaml")) {
    const index = { body: corpus.text(file) };
    for (const chart of layoutOf(index)?.charts.keys() ?? [])
      for (const entry of readChart("http://x/index.yaml", chart, index).entries)
        if (entry?.kubeVersion) found.add(entry.kubeVersion);
  }
  const refused = [...found].filter((constraint) => tryParseConstraint(constraint) === null);
  deepStrictEqual(refused, []);
  return `${found.size} different ones`;
}

function longhornCharts(corpus: Corpus): string {
  const index = { body: corpus.text("helm-index/longhorn-2024-02.yaml") };
  const entries = readChart("http://x/index.yaml", "longhorn", index).entries.filter((it) => it !== null);
  const old = entries.filter(({ kubeVersion }) => !acceptsKubernetes(kubeVersion ?? null, "v1.28.5+k3s1"));
  const bounded = entries.filter(({ kubeVersion }) => kubeVersion?.includes("<"));
  deepStrictEqual(
    old.map(({ version }) => version),
    bounded.map(({ version }) => version),
  );
  return `${old.length} of ${entries.length} Longhorn charts refuse Kubernetes 1.28 by their upper bound`;
}

function longhornPaths(corpus: Corpus): string {
  const { cases } = Paths.parse(corpus.json("longhorn/upgrade-path-truth-table.json"));
  for (const { name, from, to, ok, distro, twoMinorUpgradeDistros } of cases) {
    const two = twoMinorUpgradeDistros?.split(",").map((it) => it.trim()) ?? [];
    const why = refuseLonghornPath(from, to, { name: distro ?? "", twoMinorUpgrades: two });
    deepStrictEqual([name, why === null], [name, ok], why ?? undefined);
  }
  return `${cases.length} rows`;
}

export const CONSTRAINT_CHECKS: readonly Check[] = [
  asserting("constraints hold where Helm's library says so", vectors),
  asserting("every kubeVersion of the indexes is a constraint", kubeVersions),
  asserting("upper bounds of Longhorn's old charts count", longhornCharts),
  asserting("Longhorn's own table of upgrade paths", longhornPaths),
];
