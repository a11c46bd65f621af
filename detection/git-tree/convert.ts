import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar } from "yaml";
import type { At, Source } from "../../domain/gitops/place";
import type { ListValue, MapValue, ScalarValue, Value } from "../../domain/gitops/value";

/** What a document may hold with every alias written out; a bundle of CRDs has some 100,000. */
const MOST_VALUES = 1_000_000;
/** Deeper than any schema of Kubernetes; keeps every walk over the values far from the end of the stack. */
const DEEPEST = 200;

/** A document that is refused as a whole; the text says why. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: "GIT_YAML_BOMB" | "GIT_YAML_BROKEN" = "GIT_YAML_BOMB",
  ) {
    super(message);
  }
}

function scalarType(value: unknown): ScalarValue["type"] {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "string";
}

/** Aliases share the value that they name, so what is converted is small; what it stands for is counted. */
export class Converter {
  private readonly done = new Map<unknown, { readonly value: Value; readonly size: number }>();
  private readonly open = new Set<unknown>();
  private size = 0;

  constructor(
    private readonly parsed: Document,
    private readonly source: Source,
    private readonly document: number,
    private readonly encrypted: boolean,
  ) {}

  convert(node: unknown, depth = 0): Value {
    if (depth > DEEPEST) throw new Refused(`it is nested more than ${DEEPEST} levels deep`);
    if (isAlias(node)) return this.alias(node, depth);
    const before = this.size;
    this.count(1);
    this.open.add(node);
    const value = this.bare(node, depth);
    this.open.delete(node);
    this.done.set(node, { value, size: this.size - before });
    return value;
  }

  private count(more: number): void {
    this.size += more;
    if (this.size > MOST_VALUES) {
      throw new Refused(`its aliases stand for more than ${MOST_VALUES} values`);
    }
  }

  private alias(node: Alias, depth: number): Value {
    const target = node.resolve(this.parsed);
    if (target === undefined) throw new Refused(`the alias *${node.source} has no anchor`, "GIT_YAML_BROKEN");
    if (this.open.has(target)) throw new Refused(`the alias *${node.source} contains itself`);
    const known = this.done.get(target);
    if (known === undefined) return this.convert(target, depth);
    this.count(known.size);
    return known.value;
  }

  private bare(node: unknown, depth: number): Value {
    if (isMap(node)) return this.map(node.items, this.at(node.range), depth);
    if (isSeq(node)) return this.list(node.items, this.at(node.range), depth);
    if (isScalar(node)) return this.scalar(node);
    return { kind: "scalar", text: "null", type: "null" };
  }

  private at(range: readonly number[] | null | undefined): At {
    const [start = 0, end = start] = range ?? [];
    return { source: this.source, document: this.document, start, end };
  }

  private scalar(node: Scalar): ScalarValue {
    const type = scalarType(node.value);
    const text = type === "string" ? String(node.value) : (node.source ?? String(node.value));
    const scalar: ScalarValue = { kind: "scalar", text, type, at: this.at(node.range) };
    return this.encrypted && text.startsWith("ENC[") ? { ...scalar, unknown: ["sops"] } : scalar;
  }

  private list(items: readonly unknown[], at: At, depth: number): ListValue {
    return { kind: "list", items: items.map((item) => this.convert(item, depth + 1)), at };
  }

  /** A merge key fills in what the map does not say itself; of a key that stands twice the last one counts. */
  private map(pairs: readonly Pair[], at: At, depth: number): MapValue {
    const merged = new Map<string, Value>();
    const own = new Map<string, Value>();
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? key.value : null;
      const converted = this.convert(value, depth + 1);
      if (typeof name === "symbol" || name === "<<") this.merge(merged, converted);
      else own.set(isScalar(key) ? keyText(key) : String(key), converted);
    }
    return { kind: "map", entries: new Map([...merged, ...own]), at };
  }

  private merge(into: Map<string, Value>, from: Value): void {
    const maps = from.kind === "list" ? from.items : [from];
    for (const map of maps) {
      if (map.kind !== "map")
        throw new Refused("a merge key names something that is no map", "GIT_YAML_BROKEN");
      for (const [key, value] of map.entries) if (!into.has(key)) into.set(key, value);
    }
  }
}

const keyText = ({ value, source }: Scalar): string =>
  typeof value === "string" ? value : (source ?? String(value));
