import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from "js-yaml";
import type { At, Source } from "../../domain/gitops/place";
import type { ListValue, MapValue, ScalarValue, Value } from "../../domain/gitops/value";
import { MapPairs } from "./map-pairs";
import { beginsLine, scalarRange, scalarType } from "./scalars";

/** Keys and values that a document may have with every alias written out; large definitions have some 10,000. */
const MOST_VALUES = 1_000_000;
/** Deeper than any schema of Kubernetes; keeps every walk over the values far from the end of the stack. */
const DEEPEST = 200;

/** A document that is refused as a whole; the text says why. */
export class Refused extends Error {
  constructor(
    message: string,
    /** Where in the source that is. */
    readonly offset: number,
    readonly code: "GIT_YAML_BOMB" | "GIT_YAML_BROKEN" = "GIT_YAML_BOMB",
  ) {
    super(message);
  }
}

/** A part of a file as the parser read it. */
export interface Parsed {
  readonly source: Source;
  /** The part, and where in the source it begins; offsets of the events count from there. */
  readonly text: string;
  readonly base: number;
  readonly events: readonly Event[];
  /** SOPS has encrypted values in it. */
  readonly encrypted: boolean;
}

type NodeEvent = ScalarEvent | SequenceEvent | MappingEvent;

/** What an anchor names; without a value while that is being read. */
interface Anchored {
  readonly value?: Value;
  readonly size?: number;
}

/** Makes a value of the events of one document. Aliases share what they name; what it stands for is counted. */
export class Converter {
  /** A key that stands twice in its map. */
  twice: ScalarValue | null = null;
  private readonly anchors = new Map<string, Anchored>();
  private size = 0;
  /** Behind all that was read. */
  private end = 0;

  constructor(
    private readonly parsed: Parsed,
    private readonly document: number,
    /** The event that comes next. */
    private next: number,
  ) {}

  convert(depth = 0): Value {
    const event = this.take();
    if (depth > DEEPEST) throw this.refused(`it is nested more than ${DEEPEST} levels deep`);
    if (event.type === EVENT_ID.ALIAS) return this.alias(event);
    this.count(1);
    return event.anchorStart === -1 ? this.bare(event, depth) : this.anchored(event, depth);
  }

  private take(): NodeEvent | AliasEvent {
    const event = this.parsed.events[this.next++];
    if (event !== undefined && "anchorStart" in event) return event;
    throw new TypeError("the parser told of no node where one has to be");
  }

  private bare(event: NodeEvent, depth: number): Value {
    if (event.type === EVENT_ID.SCALAR) return this.scalar(event);
    return event.type === EVENT_ID.SEQUENCE ? this.list(event, depth) : this.map(event, depth);
  }

  private anchored(event: NodeEvent, depth: number): Value {
    const name = this.parsed.text.slice(event.anchorStart, event.anchorEnd);
    const before = this.size - 1;
    this.anchors.set(name, {});
    const value = this.bare(event, depth);
    this.anchors.set(name, { value, size: this.size - before });
    return value;
  }

  private refused(message: string, code?: Refused["code"]): Refused {
    return new Refused(message, this.parsed.base + this.end, code);
  }

  private count(more: number): void {
    this.size += more;
    if (this.size > MOST_VALUES) throw this.refused(`its aliases stand for more than ${MOST_VALUES} values`);
  }

  private alias({ anchorStart, anchorEnd }: AliasEvent): Value {
    this.end = anchorStart;
    const name = this.parsed.text.slice(anchorStart, anchorEnd);
    const known = this.anchors.get(name);
    if (known === undefined) throw this.refused(`the alias *${name} has no anchor`, "GIT_YAML_BROKEN");
    if (known.value === undefined) throw this.refused(`the alias *${name} contains itself`);
    this.count(known.size ?? 0);
    this.end = anchorEnd;
    return known.value;
  }

  private at(start: number, end: number): At {
    const { source, base } = this.parsed;
    return { source, document: this.document, start: base + start, end: base + end };
  }

  private scalar(event: ScalarEvent): ScalarValue {
    const { text: source, encrypted } = this.parsed;
    const written = getScalarValue(source, event);
    const tag = event.tagStart === -1 ? "" : source.slice(event.tagStart, event.tagEnd);
    const type = scalarType(written, event, tag);
    const [start, end] = scalarRange(source, event, this.end);
    this.end = end;
    // YAML knows three ways to write it, and everybody else one.
    const text = type === "boolean" ? written.toLowerCase() : written;
    const scalar: ScalarValue = { kind: "scalar", text, type, at: this.at(start, end) };
    return encrypted && text.startsWith("ENC[") ? { ...scalar, unknown: ["sops"] } : scalar;
  }

  /** The next event ends what is being read, and is then done with. */
  private isClosed(): boolean {
    if (this.parsed.events[this.next]?.type !== EVENT_ID.POP) return false;
    this.next++;
    return true;
  }

  private list({ start }: SequenceEvent, depth: number): ListValue {
    const items: Value[] = [];
    while (!this.isClosed()) items.push(this.convert(depth + 1));
    return { kind: "list", items, at: this.at(start, this.end) };
  }

  private key(depth: number, mayFollow: boolean): ScalarValue {
    const event = this.parsed.events[this.next];
    const key = this.convert(depth);
    if (key.kind !== "scalar") throw this.refused(`a ${key.kind} cannot be a key`, "GIT_YAML_BROKEN");
    if (!mayFollow && event?.type === EVENT_ID.SCALAR && !beginsLine(this.parsed.text, event.valueStart)) {
      throw this.refused("a key has to begin its line", "GIT_YAML_BROKEN");
    }
    return key;
  }

  private map({ start, style }: MappingEvent, depth: number): MapValue {
    const pairs = new MapPairs();
    let mayFollow = true;
    while (!this.isClosed()) {
      const key = this.key(depth + 1, mayFollow);
      mayFollow = style === COLLECTION_STYLE.FLOW;
      if (!pairs.add(key, this.convert(depth + 1))) {
        throw this.refused("a merge key names something that is no map", "GIT_YAML_BROKEN");
      }
    }
    this.twice ??= pairs.twice;
    return { kind: "map", entries: pairs.entries(), at: this.at(start, this.end) };
  }
}
