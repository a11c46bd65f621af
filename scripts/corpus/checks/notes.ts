import { deepStrictEqual, ok } from "node:assert";
import { compareVersions, parseVersion } from "../../../domain/constraints";
import { cumulativeNotes, readFluxKubernetes, readNotes } from "../../../domain/notes";
import { asserting, type Check } from "../check";
import type { Corpus } from "../corpus";

const VERSION = /v(\d+\.\d+\.\d+)/;

function compare(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === null || right === null ? 0 : compareVersions(left, right);
}

function longhorn(corpus: Corpus): string {
  const releases = corpus.files("longhorn/release-notes", ".md").map((file) => ({
    version: VERSION.exec(file)?.[1] ?? "",
    notes: corpus.text(file),
  }));
  const { notes, unread } = cumulativeNotes(releases, { from: "1.8.2", to: "1.10.2", compare });
  const titles = (kind: string) => notes.filter((note) => note.kind === kind).map(({ title }) => title);
  deepStrictEqual(unread, []);
  ok(titles("removal").includes("longhorn.io/v1beta1 API"), titles("removal").join());
  ok(titles("breaking").includes("Breaking Change in V2 Backing Image"), titles("breaking").join());
  const important = titles("important").length;
  ok(important < 2 * releases.length, "what repeats is told again and again");
  return `${titles("removal").length} removals, ${titles("breaking").length} breaking, ${important} important`;
}

function flux(corpus: Corpus): string {
  const announcements = corpus
    .files("flux/release-notes", "announcing-flux-v2.6.0.md")
    .concat(
      corpus.files("flux/release-notes", "announcing-flux-v2.7.0.md"),
      corpus.files("flux/release-notes", "announcing-flux-v2.8.0.md"),
    );
  const found = announcements.map((file) => readFluxKubernetes(corpus.text(file)));
  deepStrictEqual(found, [
    [31, 32, 33],
    [32, 33, 34],
    [33, 34, 35],
  ]);
  const gone =
    readNotes(corpus.text(announcements[1] ?? "")).find(({ kind }) => kind === "removal")?.text ?? "";
  for (const api of ["source.toolkit.fluxcd.io/v1beta1", "helm.toolkit.fluxcd.io/v2beta1"])
    ok(gone.includes(api), `2.7 does not tell that ${api} is gone`);
  return "supported Kubernetes of 2.6 to 2.8, and what 2.7 removed";
}

export const NOTE_CHECKS: readonly Check[] = [
  asserting("Longhorn's notes from 1.8 to 1.10, cumulated", longhorn),
  asserting("Flux' announcements", flux),
];
