import { type Keyed, keyedList } from "./keyed-list";
import { mergeImage, registryOf } from "./merge-image";
import {
  ABSENT,
  describePlain,
  entry,
  isPlainMap,
  type Maybe,
  type Plain,
  type PlainMap,
  samePlain,
} from "./plain";

/** The release that somebody changed, what they made of it, and the release that takes its place. */
export interface Three {
  readonly base: Maybe;
  readonly mine: Maybe;
  readonly theirs: Maybe;
}

/** What became of the differences between a file and the release that it came from, in words. */
export interface MergeNotes {
  readonly carried: string[];
  readonly lost: string[];
}

const pathOf = (at: string, key: string): string => (at === "" ? key : `${at}.${key}`);

function changeText(at: string, { base, mine }: Three): string {
  if (base === ABSENT) return `${at}: ${describePlain(mine)}`;
  if (mine === ABSENT) return `${at}: without ${describePlain(base)}`;
  return `${at}: ${describePlain(mine)} instead of ${describePlain(base)}`;
}

/** The new release says something else than both, so a person has to say which of the two is right. */
function whole(at: string, three: Three, notes: MergeNotes): Maybe {
  const { base, mine, theirs } = three;
  if (samePlain(base, theirs)) {
    notes.carried.push(changeText(at, three));
    return mine;
  }
  const image = at.endsWith("image") ? mergeImage(base, mine, theirs) : null;
  if (image !== null) {
    notes.carried.push(`${at}: from ${image.registry} instead of ${registryOf(String(theirs))}`);
    return image.text;
  }
  notes.lost.push(`${changeText(at, three)}; the new release has ${describePlain(theirs)}`);
  return theirs;
}

function mergeMaps(at: string, { base, mine, theirs }: Three, notes: MergeNotes): PlainMap {
  const keys = [...keysOf(theirs), ...keysOf(mine).filter((key) => entry(theirs, key) === ABSENT)];
  const dropped = keysOf(base).filter((key) => !keys.includes(key));
  const merged = [...keys, ...dropped].flatMap((key): [string, Plain][] => {
    const inner: Three = { base: entry(base, key), mine: entry(mine, key), theirs: entry(theirs, key) };
    const value = merge(pathOf(at, key), inner, notes);
    return value === ABSENT ? [] : [[key, value]];
  });
  return Object.fromEntries(merged);
}

const keysOf = (value: Maybe): string[] => (isPlainMap(value) ? Object.keys(value) : []);

/** What somebody added comes behind what it stood behind. */
function inOrder(theirs: readonly string[], mine: readonly string[]): string[] {
  const keys = [...theirs];
  for (const [i, key] of mine.entries()) {
    if (!keys.includes(key)) keys.splice(keys.indexOf(mine[i - 1] ?? "") + 1, 0, key);
  }
  return keys;
}

function mergeLists(at: string, base: Keyed, mine: Keyed, theirs: Keyed, notes: MergeNotes): Plain[] {
  const keys = [...inOrder([...theirs.keys()], [...mine.keys()]), ...base.keys()];
  return [...new Set(keys)].flatMap((key) => {
    const of = (list: Keyed): Maybe => list.get(key) ?? ABSENT;
    const value = merge(`${at}[${key}]`, { base: of(base), mine: of(mine), theirs: of(theirs) }, notes);
    return value === ABSENT ? [] : [value];
  });
}

const mapOrAbsent = (value: Maybe): boolean => value === ABSENT || isPlainMap(value);

/**
 * Puts what somebody changed in one release into the next. Only what the next release leaves as it was is carried;
 * everything else is told, and the next release's own word stands.
 */
export function merge(at: string, three: Three, notes: MergeNotes): Maybe {
  const { base, mine, theirs } = three;
  if (samePlain(mine, base) || samePlain(mine, theirs)) return theirs;
  if (isPlainMap(mine) && isPlainMap(theirs) && mapOrAbsent(base)) return mergeMaps(at, three, notes);
  if (mine === ABSENT || theirs === ABSENT) return whole(at, three, notes);
  const lists = [keyedList(base), keyedList(mine), keyedList(theirs)];
  const [a, b, c] = lists;
  if (a && b && c) return mergeLists(at, a, b, c, notes);
  return whole(at, three, notes);
}
