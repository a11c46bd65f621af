import { canonicalJson } from "../canonical-json";
import { child, isList, isMap, textOf, toPlain, type Value } from "./value";

/** Why an operation of a JSON 6902 patch cannot be done; the patch as a whole is then refused, as kustomize does. */
export class PatchRefused extends Error {}

type Change = (parent: Value, key: string) => Value;

const pointer = (path: string): string[] =>
  path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));

const stepOf = (parent: Value, key: string): string | number => (isList(parent) ? Number(key) : key);

function at(root: Value, keys: readonly string[]): Value | undefined {
  return keys.reduce<Value | undefined>((value, key) => value && child(value, stepOf(value, key)), root);
}

/** Rebuilds the way down to the parent of the last key and changes that parent. */
function change(root: Value, keys: readonly string[], how: Change): Value {
  const [key, ...rest] = keys;
  if (key === undefined) throw new PatchRefused("the root cannot be changed");
  if (rest.length === 0) return how(root, key);
  const inner = child(root, stepOf(root, key));
  if (inner === undefined) throw new PatchRefused(`there is no "${key}" on the way`);
  return put(root, key, change(inner, rest, how));
}

function put(parent: Value, key: string, value: Value): Value {
  if (isMap(parent)) return { ...parent, entries: new Map(parent.entries).set(key, value) };
  if (!isList(parent)) throw new PatchRefused(`"${key}" is not within a map or list`);
  return { ...parent, items: parent.items.map((item, i) => (i === Number(key) ? value : item)) };
}

const add =
  (value: Value): Change =>
  (parent, key) => {
    if (!isList(parent)) return put(parent, key, value);
    const index = key === "-" ? parent.items.length : Number(key);
    if (!(index >= 0 && index <= parent.items.length)) throw new PatchRefused(`there is no item ${key}`);
    return { ...parent, items: parent.items.toSpliced(index, 0, value) };
  };

const remove: Change = (parent, key) => {
  if (child(parent, stepOf(parent, key)) === undefined) throw new PatchRefused(`there is no "${key}"`);
  if (isList(parent)) return { ...parent, items: parent.items.toSpliced(Number(key), 1) };
  const entries = new Map(isMap(parent) ? parent.entries : []);
  entries.delete(key);
  return { ...parent, entries } as Value;
};

const replace =
  (value: Value): Change =>
  (parent, key) => {
    if (child(parent, stepOf(parent, key)) === undefined) throw new PatchRefused(`there is no "${key}"`);
    return put(parent, key, value);
  };

function demand(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new PatchRefused(`${what} is missing`);
  return value;
}

function move(root: Value, from: readonly string[], to: readonly string[]): Value {
  const value = demand(at(root, from), "what it moves");
  return change(change(root, from, remove), to, add(value));
}

function test(root: Value, keys: readonly string[], wanted: Value): Value {
  const found = demand(at(root, keys), "what it tests");
  if (canonicalJson(toPlain(found)) === canonicalJson(toPlain(wanted))) return root;
  throw new PatchRefused("its test does not hold");
}

function operate(root: Value, operation: Value): Value {
  const [path, from] = [textOf(operation, "path"), textOf(operation, "from")];
  const keys = pointer(path ?? "");
  const value = (): Value => demand(child(operation, "value"), "value");
  const origin = (): string[] => pointer(from ?? "");
  switch (textOf(operation, "op")) {
    case "add":
      return change(root, keys, add(value()));
    case "remove":
      return change(root, keys, remove);
    case "replace":
      return change(root, keys, replace(value()));
    case "move":
      return move(root, origin(), keys);
    case "copy":
      return change(root, keys, add(demand(at(root, origin()), "what it copies")));
    case "test":
      return test(root, keys, value());
    default:
      throw new PatchRefused(`"${textOf(operation, "op") ?? ""}" is no operation`);
  }
}

/** Applies every operation, or throws {@link PatchRefused}. New values keep the place that they have in the patch. */
export const jsonPatch = (root: Value, operations: readonly Value[]): Value =>
  operations.reduce(operate, root);
