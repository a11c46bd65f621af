import type { ScalarValue, Value } from "../../domain/gitops/value";

/** The pairs of one map as they come. A merge key fills in what the map does not say itself. */
export class MapPairs {
  /** The first key that stands a second time; the last one counts, as for Kubernetes. */
  twice: ScalarValue | null = null;
  private readonly merged = new Map<string, Value>();
  private readonly own = new Map<string, Value>();

  /** Returns false for a merge of something that is no map. */
  add(key: ScalarValue, value: Value): boolean {
    if (key.text === "<<")
      return (value.kind === "list" ? value.items : [value]).every((it) => this.merge(it));
    if (this.own.has(key.text)) this.twice ??= key;
    this.own.set(key.text, value);
    return true;
  }

  entries(): ReadonlyMap<string, Value> {
    return this.merged.size === 0 ? this.own : new Map([...this.merged, ...this.own]);
  }

  private merge(from: Value): boolean {
    if (from.kind !== "map") return false;
    for (const [key, value] of from.entries) if (!this.merged.has(key)) this.merged.set(key, value);
    return true;
  }
}
