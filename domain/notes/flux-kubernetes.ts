import { readTables } from "./table";

/** From the announcements of Flux: minor of 2.x, and the minors of Kubernetes 1.x that it supports. */
export const ANNOUNCED: readonly (readonly [flux: number, kubernetes: readonly number[]])[] = [
  [6, [31, 32, 33]],
  [7, [32, 33, 34]],
  [8, [33, 34, 35]],
  [9, [34, 35, 36]],
];

const minorsIn = (text: string): number[] =>
  [...text.matchAll(/(?<![\d.])1\.(\d{1,3})\b/g)].map(([, minor]) => Number(minor));
const ascending = (minors: readonly number[]): number[] => [...new Set(minors)].sort((a, b) => a - b);

/**
 * Minors of Kubernetes 1.x that the notes of a Flux release name: a column "Kubernetes version", or a row
 * "Kubernetes" in the table of distributions. `null` when they name none.
 */
export function readFluxKubernetes(markdown: string): number[] | null {
  for (const [heading = [], ...rows] of readTables(markdown)) {
    const column = heading.findIndex((name) => /^kubernetes version/i.test(name));
    const cells = column >= 0 ? rows.map((row) => row[column] ?? "") : rows.flatMap(distribution);
    const minors = ascending(cells.flatMap(minorsIn));
    if (minors.length > 0) return minors;
  }
  return null;
}

const distribution = ([name = "", versions = ""]: readonly string[]): string[] =>
  name === "Kubernetes" ? [versions] : [];

/** What was announced for a minor of Flux 2, for releases whose notes do not say it (patches seldom do). */
export const announcedFluxKubernetes = (fluxMinor: number): readonly number[] | null =>
  ANNOUNCED.find(([minor]) => minor === fluxMinor)?.[1] ?? null;

/** As a constraint that is evaluated like a chart's `kubeVersion`; prereleases of Kubernetes are left in. */
export function asKubeVersion(minors: readonly number[]): string {
  const sorted = ascending(minors);
  return `>=1.${sorted[0]}.0-0, <1.${(sorted.at(-1) ?? 0) + 1}.0-0`;
}
