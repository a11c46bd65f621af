import { z } from "zod";
import { type Crd, crdsOf } from "../../../domain/gitops/api/crds";
import { type Check, differs, nothingToJudge, type Verdict, verdict } from "../check";
import type { Corpus } from "../corpus";

/** `group/version` -> kind -> version of Flux -> how it is served. */
const ServedVersions = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));

function fluxManifests(corpus: Corpus): { release: string; parts: string[] }[] {
  return corpus
    .names("flux", "gotk-components")
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({ release: name.replace(".yaml", ""), parts: ["flux", "gotk-components", name] }));
}

function longhornManifests(corpus: Corpus): { release: string; parts: string[] }[] {
  const releases = corpus.names("longhorn").filter((it) => corpus.has("longhorn", it, "longhorn.yaml"));
  return releases.map((release) => ({ release, parts: ["longhorn", release, "longhorn.yaml"] }));
}

/** What Kubernetes demands of a definition: objects are stored in one of its versions. */
const storedOnce = ({ group, kind, versions }: Crd): string[] => {
  const stored = versions.filter(({ storage }) => storage).length;
  return stored === 1 ? [] : [`${group} ${kind} stores ${stored} versions`];
};

function describe({ served, storage, deprecated }: Crd["versions"][number]): string {
  if (!served) return "unserved";
  return storage ? "served+storage" : deprecated ? "served deprecated" : "served";
}

/** Against the table that was recorded beside the manifests, made by other means. */
function againstTable(corpus: Corpus, release: string, crds: readonly Crd[]): string[] {
  const file = ["flux", "flux-crd-served-versions.json"];
  if (!corpus.has(...file)) return [];
  const table = ServedVersions.parse(corpus.json(...file));
  return crds.flatMap(({ group, kind, versions }) =>
    versions.flatMap((version) => {
      const known = table[`${group}/${version.name}`]?.[kind]?.[release];
      return differs(`${kind} ${version.name}`, describe(version), known);
    }),
  );
}

/** The definitions of install manifests, read from the manifests. */
export const crds: Check = {
  title: "crds",
  run: async (corpus) => {
    const judge = (name: string, parts: string[], more: (all: readonly Crd[]) => string[]): Verdict => {
      const all = crdsOf(corpus.manifest(...parts));
      const versions = all.flatMap((it) => it.versions);
      const unserved = versions.filter(({ served }) => !served).length;
      const figures = `${all.length} definitions, ${versions.length} versions, ${unserved} of them unserved`;
      const empty = all.length === 0 ? ["no definition found"] : [];
      return verdict(name, figures, [...empty, ...all.flatMap(storedOnce), ...more(all)]);
    };
    const flux = fluxManifests(corpus).map(({ release, parts }) =>
      judge(`crds flux ${release}`, parts, (all) => againstTable(corpus, release, all)),
    );
    const longhorn = longhornManifests(corpus).map(({ release, parts }) =>
      judge(`crds longhorn ${release}`, parts, () => []),
    );
    const all = [...flux, ...longhorn];
    return all.length === 0 ? [nothingToJudge("crds", "install manifest")] : all;
  },
};
