import { EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml";
import type { Source } from "../../domain/gitops/place";
import type { ScalarValue, Value } from "../../domain/gitops/value";
import { Converter, type Parsed, Refused } from "./convert";

/** Something about a document; `offset` is where in the source. */
export interface Trouble {
  readonly code: "GIT_YAML_BROKEN" | "GIT_YAML_BOMB" | "GIT_DUPLICATE_KEY";
  readonly message: string;
  readonly offset: number;
}

/** One YAML document of a text. */
export interface YamlDocument {
  /** Counts the documents of the text from 0, empty and broken ones included. */
  readonly index: number;
  /** `null` for one that is empty or broken. */
  readonly value: Value | null;
  readonly trouble: Trouble | null;
}

/**
 * Before each `---` with the directives that belong to it, and behind each `...`: no text of YAML goes on over them.
 */
const BETWEEN = /(?<!^%.*\n)^(?=(?:%.*\n)*---(?:\s|$))|(?<=^\.\.\.[ \t]*(?:#.*)?\r?\n)/m;

function troubleOf(error: unknown, base: number): Trouble {
  if (error instanceof Refused) return error;
  if (error instanceof YAMLException) {
    return { code: "GIT_YAML_BROKEN", message: error.reason, offset: base + (error.mark?.position ?? 0) };
  }
  if (error instanceof RangeError)
    return { code: "GIT_YAML_BOMB", message: "it is nested without end", offset: base };
  throw error;
}

/** How deep it goes is the converter's to judge, of one document and not of all. */
function eventsOf(text: string, base: number): Event[] | Trouble {
  try {
    return parseEvents(text, { maxDepth: Number.MAX_SAFE_INTEGER });
  } catch (error) {
    return troubleOf(error, base);
  }
}

/** Between two `---` may be nothing, or only comments. */
const isEmpty = (value: Value): boolean => value.kind === "scalar" && value.type === "null";

function twiceTrouble(key: ScalarValue): Trouble {
  const message = `the key ${key.text} stands twice; the last one counts`;
  return { code: "GIT_DUPLICATE_KEY", message, offset: key.at?.start ?? 0 };
}

function convert(parsed: Parsed, index: number, first: number): YamlDocument {
  try {
    const converter = new Converter(parsed, index, first);
    const value = converter.convert();
    const trouble = converter.twice === null ? null : twiceTrouble(converter.twice);
    return { index, value: isEmpty(value) ? null : value, trouble };
  } catch (error) {
    return { index, value: null, trouble: troubleOf(error, parsed.base) };
  }
}

const documentsIn = (parsed: Parsed, before: number): YamlDocument[] =>
  parsed.events
    .flatMap(({ type }, i) => (type === EVENT_ID.DOCUMENT ? [i + 1] : []))
    .map((first, i) => convert(parsed, before + i, first));

/** The parser stops at the first mistake, so a text that has one is read document by document. */
function readOneByOne(source: Source, encrypted: boolean): YamlDocument[] {
  const documents: YamlDocument[] = [];
  let base = 0;
  for (const text of source.text.split(BETWEEN)) {
    const index = documents.length;
    const events = eventsOf(text, base);
    if (Array.isArray(events))
      documents.push(...documentsIn({ source, text, base, events, encrypted }, index));
    else documents.push({ index, value: null, trouble: events });
    base += text.length;
  }
  return documents;
}

/**
 * Every document of a text, YAML 1.2 as Kubernetes reads it, with the merge keys of 1.1 that its parsers still know.
 * What is wrong with one of them costs nothing of the others.
 */
export function readDocuments(source: Source, encrypted = false): YamlDocument[] {
  const { text } = source;
  const events = eventsOf(text, 0);
  if (!Array.isArray(events)) return readOneByOne(source, encrypted);
  return documentsIn({ source, text, base: 0, events, encrypted }, 0);
}
