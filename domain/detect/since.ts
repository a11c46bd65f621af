import type { ComponentReport, DetectionReport } from "./report";

type News = NonNullable<DetectionReport["since_last"]>;

const advisoriesOf = ({ id, security }: ComponentReport): { id: string; advisory: string }[] =>
  security.map((it) => ({ id, advisory: it.id }));

const keyOf = (it: { id: string; advisory: string }): string => `${it.id} ${it.advisory}`;

/** What one report says that an earlier one did not. */
export function newsSince(last: DetectionReport, components: readonly ComponentReport[]): News {
  const before = new Map(last.components.map((it) => [it.id, it]));
  const known = new Set(last.components.flatMap(advisoriesOf).map(keyOf));
  const now = new Map(components.map((it) => [it.id, it]));
  return {
    compared_with: last.timestamp,
    updates: components
      .filter(({ id, available_version }) => {
        const older = before.get(id)?.available_version ?? null;
        return available_version !== null && available_version !== older;
      })
      .map(({ id, available_version, security_update }) => ({
        id,
        available_version: available_version ?? "",
        security_update,
      })),
    advisories: components.flatMap(advisoriesOf).filter((it) => !known.has(keyOf(it))),
    unknown: components
      .filter(({ id, status }) => status === "unknown" && (before.get(id)?.status ?? "") !== "unknown")
      .map(({ id }) => id),
    settled: last.components
      .filter(({ available_version }) => available_version !== null)
      .filter(({ id }) => {
        const found = now.get(id);
        return found === undefined || (found.status !== "unknown" && found.available_version === null);
      })
      .map(({ id }) => id),
  };
}
