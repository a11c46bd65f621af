import { isPlainList, isPlainMap, type Maybe, type Plain } from "./plain";

/** The items of a list by what they are called, in their order. */
export type Keyed = ReadonlyMap<string, Plain>;

/** Containers, ports and variables have names; mounts and subjects are told apart by more. */
function nameOf(item: Plain): string | null {
  if (!isPlainMap(item)) return null;
  const { name, mountPath, namespace } = item;
  if (typeof name !== "string") return null;
  return [name, mountPath, namespace].filter((it) => typeof it === "string").join(" ");
}

/** `--log-level=info` is called `--log-level`; what is no flag is called as it is. */
const flagOf = (item: Plain): string | null =>
  typeof item === "string" ? (/^(--?[\w-]+)=/.exec(item)?.[1] ?? item) : null;

function keyedBy(list: readonly Plain[], name: (item: Plain) => string | null): Keyed | null {
  const keys = list.map(name);
  if (keys.some((key) => key === null) || new Set(keys).size !== keys.length) return null;
  return new Map(list.map((item, i) => [keys[i] ?? "", item]));
}

/**
 * A list whose items can be told apart, so that two lists can be put together; `null` for one that only counts as a
 * whole, such as the rules of a role. What is not there is an empty list.
 */
export function keyedList(value: Maybe): Keyed | null {
  if (!isPlainList(value)) return typeof value === "symbol" ? new Map() : null;
  return keyedBy(value, nameOf) ?? keyedBy(value, flagOf);
}
