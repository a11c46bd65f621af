export interface BackupRecord {
  readonly id: string;
  /** ISO time. */
  readonly takenAt: string;
  /** It was read back and found whole. */
  readonly verified: boolean;
}

export interface Retention {
  readonly keep: readonly string[];
  readonly remove: readonly string[];
}

/** ISO times may carry different offsets, so they are compared as instants; equal ones by id. */
function newestFirst(a: BackupRecord, b: BackupRecord): number {
  const later = Date.parse(b.takenAt) - Date.parse(a.takenAt);
  return later !== 0 ? later : a.id < b.id ? 1 : -1;
}

/**
 * Keeps the newest `keep` verified backups and the protected ones, such as the one a rollback names. An unverified
 * backup stays only while it is newer than every verified one: it may be all there is.
 */
export function retain(
  backups: readonly BackupRecord[],
  keep: number,
  protectedIds: readonly string[] = [],
): Retention {
  const sorted = [...backups].sort(newestFirst);
  const verified = sorted.filter((backup) => backup.verified);
  const newest = verified[0];
  const fresh = sorted.slice(0, newest === undefined ? sorted.length : sorted.indexOf(newest));
  const kept = new Set([...verified.slice(0, Math.max(1, keep)), ...fresh].map(({ id }) => id));
  for (const id of protectedIds) kept.add(id);
  const ids = sorted.map(({ id }) => id);
  return { keep: ids.filter((id) => kept.has(id)), remove: ids.filter((id) => !kept.has(id)) };
}
