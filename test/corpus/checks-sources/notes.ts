import { deepStrictEqual, ok } from "node:assert";
import { compareVersions, parseVersion } from "../../../domain/constraints";
import { cumulativeNotes, readFluxKubernetes, readNotes } from "../../../domain/notes";
import { type CorpusCheck, files, text } from "./types";

const VERSION = /v(\d+\.\d+\.\d+)/;

function compare(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  return left === null || right === null ? 0 : compareVersions(left, right);
}

function longhorn(dir: string): string {
  const releases = files(dir, "longhorn/release-notes", ".md").map((file) => ({
    version: VERSION.exec(file)?.[1] ?? "",
    notes: text(dir, file),
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

function flux(dir: string): string {
  const announcements = files(dir, "flux/release-notes", "announcing-flux-v2.6.0.md").concat(
    files(dir, "flux/release-notes", "announcing-flux-v2.7.0.md"),
    files(dir, "flux/release-notes", "announcing-flux-v2.8.0.md"),
  );
  const found = announcements.map((file) => readFluxKubernetes(text(dir, file)));
  deepStrictEqual(found, [
    [31, 32, 33],
    [32, 33, 34],
    [33, 34, 35],
  ]);
  const gone =
    readNotes(text(dir, announcements[1] ?? "")).find(({ kind }) => kind === "removal")?.text ?? "";
  for (const api of ["source.toolkit.fluxcd.io/v1beta1", "helm.toolkit.fluxcd.io/v2beta1"])
    ok(gone.includes(api), `2.7 does not tell that ${api} is gone`);
  return "supported Kubernetes of 2.6 to 2.8, and what 2.7 removed";
}

export const NOTE_CHECKS: readonly CorpusCheck[] = [
  { title: "Longhorn's notes from 1.8 to 1.10, cumulated", run: longhorn },
  { title: "Flux' announcements", run: flux },
];
