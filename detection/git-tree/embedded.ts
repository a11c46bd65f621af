import { type At, lineIndex, lineStartsOf, type Source } from "../../domain/gitops/place";
import { mapScalars, type ScalarValue, type Value } from "../../domain/gitops/value";
import { readDocuments } from "./documents";

/** Where line N of a literal block's content begins in its file, as the content is indented there. */
interface Block {
  readonly source: Source;
  readonly firstLine: number;
  readonly indent: number;
  readonly contentStarts: readonly number[];
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Only literal blocks (`|`) keep their lines; from folded and quoted text no place can be told. */
function blockOf({ at, text }: ScalarValue): Block | null {
  if (at === undefined || at.source.text[at.start] !== "|") return null;
  const firstLine = lineIndex(at.source, at.start) + 1;
  const lines = text.split("\n");
  const shown = lines.findIndex((line) => line.trim() !== "");
  const start = at.source.lineStarts[firstLine + shown];
  if (shown === -1 || start === undefined) return null;
  const written = at.source.text.slice(start).split("\n", 1)[0] ?? "";
  const indent = indentOf(written) - indentOf(lines[shown] ?? "");
  const contentStarts = lineStartsOf(text);
  return { source: at.source, firstLine, indent, contentStarts };
}

function offsetIn({ source, firstLine, indent, contentStarts }: Block, offset: number): number {
  const line = contentStarts.findLastIndex((start) => start <= offset);
  const start = source.lineStarts[firstLine + line] ?? source.text.length;
  return start + indent + offset - (contentStarts[line] ?? 0);
}

/** The values with places in the file instead of in the embedded text; without a block they lose them. */
function relocate(value: Value, block: Block | null, document: number): Value {
  const { at, ...rest } = value;
  const moved =
    at === undefined || block === null
      ? {}
      : {
          at: {
            ...at,
            source: block.source,
            document,
            start: offsetIn(block, at.start),
            end: offsetIn(block, at.end),
          },
        };
  const inner =
    value.kind === "map"
      ? { entries: new Map([...value.entries].map(([key, it]) => [key, relocate(it, block, document)])) }
      : value.kind === "list"
        ? { items: value.items.map((it) => relocate(it, block, document)) }
        : {};
  return { ...rest, ...inner, ...moved } as Value;
}

function parseEmbedded(scalar: ScalarValue, at: At): Value[] {
  const inner: Source = { path: at.source.path, text: scalar.text, lineStarts: [] };
  const block = blockOf(scalar);
  return readDocuments(inner).flatMap(({ value }) =>
    value === null || value.kind === "scalar" ? [] : [relocate(value, block, at.document)],
  );
}

function expand(scalar: ScalarValue): ScalarValue {
  if (scalar.at === undefined || !/[\n:[{]/.test(scalar.text)) return scalar;
  const embedded = parseEmbedded(scalar, scalar.at);
  return embedded.length === 0 ? scalar : { ...scalar, embedded };
}

/** Gives every string that holds YAML its values, with places where the string is a literal block. */
export const withEmbedded = (value: Value): Value => mapScalars(value, expand);
