import type { AffectedRange } from "./advisory";
import { advisoryVersion, compareAdvisory } from "./scheme";

/** One event of an OSV range; exactly one key is there. */
export interface OsvEvent {
  readonly introduced?: string | undefined;
  readonly fixed?: string | undefined;
  readonly last_affected?: string | undefined;
}

export interface OsvRange {
  readonly type: string;
  readonly events: readonly OsvEvent[];
}

const START: AffectedRange = { introduced: null, fixed: null, lastAffected: null };

function rank(text: string, other: string): number {
  if (text === other) return 0;
  if (text === "0" || other === "0") return text === "0" ? -1 : 1;
  const [a, b] = [advisoryVersion(text), advisoryVersion(other)];
  return a === null || b === null ? 0 : compareAdvisory(a, b);
}

const versionOf = ({ introduced, fixed, last_affected }: OsvEvent): string =>
  introduced ?? fixed ?? last_affected ?? "0";

/** An end comes before the beginning of the next range at the same version. */
const inOrder = (a: OsvEvent, b: OsvEvent): number =>
  rank(versionOf(a), versionOf(b)) || Number(a.introduced !== undefined) - Number(b.introduced !== undefined);

/** Events need not be sorted; an `introduced` within an open range changes nothing. */
export function rangesOf(events: readonly OsvEvent[]): AffectedRange[] {
  const ranges: AffectedRange[] = [];
  let open: AffectedRange | null = null;
  for (const { introduced, fixed, last_affected } of [...events].sort(inOrder)) {
    if (introduced !== undefined) open ??= { ...START, introduced: introduced === "0" ? null : introduced };
    else if (open !== null) {
      ranges.push({ ...open, fixed: fixed ?? null, lastAffected: last_affected ?? null });
      open = null;
    }
  }
  return open === null ? ranges : [...ranges, open];
}

const isPlaceholder = ({ introduced, fixed, lastAffected }: AffectedRange): boolean =>
  introduced === null && fixed === null && lastAffected === null;

/**
 * The ranges that count. Go's database cannot write k3s' versions in its own form: it says "everything, never fixed"
 * and puts the truth into `ecosystem_specific.custom_ranges`. Read without them every k3s is vulnerable for ever.
 */
export function effectiveRanges(
  ranges: readonly OsvRange[],
  custom: readonly OsvRange[] = [],
): AffectedRange[] {
  const usual = ranges.filter(({ type }) => type !== "GIT").flatMap(({ events }) => rangesOf(events));
  if (custom.length === 0) return usual;
  return [
    ...usual.filter((range) => !isPlaceholder(range)),
    ...custom.flatMap(({ events }) => rangesOf(events)),
  ];
}
