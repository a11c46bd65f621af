/** From `introduced` (inclusive; `null` is the beginning) up to `fixed` (exclusive) or `lastAffected` (inclusive). */
export interface AffectedRange {
  readonly introduced: string | null;
  readonly fixed: string | null;
  readonly lastAffected: string | null;
}

/** What one advisory says about one package. */
export interface AffectedPackage {
  /** `github.com/fluxcd/source-controller`. */
  readonly package: string;
  readonly ranges: readonly AffectedRange[];
  /** Versions that are named one by one. */
  readonly versions: readonly string[];
  /** What could not be read as a range; it may concern any version. */
  readonly unread: readonly string[];
}

export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly url: string;
  /** `low`, `medium`, `high`, `critical`; `null` when the source does not rate it. */
  readonly severity: string | null;
  readonly withdrawn: boolean;
  readonly affected: readonly AffectedPackage[];
}

/** Reads as `>=1.32.0-rc1 <1.32.4-rc1`. */
export function describeRange({ introduced, fixed, lastAffected }: AffectedRange): string {
  const from = introduced === null ? [] : [`>=${introduced}`];
  const to = fixed !== null ? [`<${fixed}`] : lastAffected !== null ? [`<=${lastAffected}`] : [];
  return [...from, ...to].join(" ") || "every version";
}
