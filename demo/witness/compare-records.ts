/** A run of records, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What one replica says of the records on its volume. */
export interface ReplicaRecords {
  readonly replica: string;
  /** The volume's name in the cluster; another one is another folder on disk. */
  readonly volume: string;
  readonly first: number;
  readonly last: number;
  readonly lost: readonly Range[];
  readonly damaged: readonly { readonly line: number; readonly number: number; readonly reason: string }[];
}

/** What became of one replica's records between two looks. */
export interface ReplicaChange {
  readonly replica: string;
  /** Outermost numbers at both looks. */
  readonly before: Range;
  readonly after: Range;
  /** How many numbers were added. */
  readonly written: number;
  /** Records that were on disk once and are not any more. */
  readonly lost: readonly Range[];
  readonly damaged: number;
}

export const sizeOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

/** Compares two looks at the same replicas. Damage and losses from before the first look are not counted again. */
export function compareRecords(
  before: readonly ReplicaRecords[],
  after: readonly ReplicaRecords[],
): ReplicaChange[] {
  return before.map((early) => {
    const late = after.find(({ replica }) => replica === early.replica);
    return {
      replica: early.replica,
      before: { from: early.first, to: early.last },
      after: { from: late?.first ?? 0, to: late?.last ?? 0 },
      written: Math.max(0, (late?.last ?? 0) - early.last),
      lost: lostBetween(early, late),
      damaged: Math.max(0, (late?.damaged.length ?? 0) - early.damaged.length),
    };
  });
}

/** Without its volume a replica begins again at 1 and knows of nothing that it lost. */
function lostBetween(early: ReplicaRecords, late: ReplicaRecords | undefined): Range[] {
  if (early.last === 0) return [];
  if (late === undefined || late.volume !== early.volume) return [{ from: early.first, to: early.last }];
  const known = new Set(early.lost.map(({ from, to }) => `${from}-${to}`));
  const told = late.lost.filter(({ from, to }) => !known.has(`${from}-${to}`));
  const head = late.first > early.first ? [{ from: early.first, to: late.first - 1 }] : [];
  const tail = late.last < early.last ? [{ from: late.last + 1, to: early.last }] : [];
  return merge([...head, ...told, ...tail]);
}

/** Ranges in order, without overlaps, so that nothing counts twice. */
function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last === undefined || range.from > last.to + 1) merged.push(range);
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
  }
  return merged;
}
