/** JSON data of an object of Kubernetes. */
export type Plain = string | number | boolean | null | readonly Plain[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: Plain;
}

/** Not there. */
export const ABSENT = Symbol("absent");
export type Maybe = Plain | typeof ABSENT;

export const isPlainMap = (value: Maybe): value is PlainMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isPlainList = (value: Maybe): value is readonly Plain[] => Array.isArray(value);

/** The order of keys says nothing. */
export function samePlain(a: Maybe, b: Maybe): boolean {
  if (isPlainList(a) && isPlainList(b))
    return a.length === b.length && a.every((it, i) => samePlain(it, b[i] ?? null));
  if (!isPlainMap(a) || !isPlainMap(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => samePlain(a[key] ?? null, entry(b, key)))
  );
}

export const entry = (map: Maybe, key: string): Maybe =>
  isPlainMap(map) && Object.hasOwn(map, key) ? (map[key] ?? null) : ABSENT;

/** Short enough for a sentence. */
export function describePlain(value: Maybe): string {
  if (value === ABSENT) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
