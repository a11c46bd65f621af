import {
  boolCoreTag,
  floatCoreTag,
  intCoreTag,
  NOT_RESOLVED,
  nullCoreTag,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";
import type { ScalarValue } from "../../domain/gitops/value";

/** What a plain scalar may be besides a string, in YAML 1.2. */
const PLAIN_TYPES = [
  [nullCoreTag, "null"],
  [boolCoreTag, "boolean"],
  [intCoreTag, "number"],
  [floatCoreTag, "number"],
] as const;

/** Most texts begin with none of them. */
const FIRST = new Set(PLAIN_TYPES.flatMap(([tag]) => tag.implicitFirstChars ?? []));

/** Only these tags make something else of a text; of any other, such as `!Ref`, the text is what there is. */
const TYPED = /^!!(null|bool|int|float)$/;

/** The type of a scalar as it is written; `tag` is empty where there is none. */
export function scalarType(text: string, { style }: ScalarEvent, tag: string): ScalarValue["type"] {
  const isTyped = tag === "" ? style === SCALAR_STYLE.PLAIN : TYPED.test(tag);
  if (!isTyped || !FIRST.has(text.charAt(0))) return "string";
  return PLAIN_TYPES.find(([it]) => it.resolve(text, false, it.tagName) !== NOT_RESOLVED)?.[1] ?? "string";
}

/** A block begins with the `|` or `>` at the end of the line before its text. */
function blockStart(text: string, from: number, valueStart: number): number {
  const before = text.slice(from, valueStart).replace(/\r?\n$/, "");
  const line = before.lastIndexOf("\n") + 1;
  return from + line + before.slice(line).search(/[|>]/);
}

/** Where a scalar is written with its quotes or its `|`. `from` lies behind all that was read before it. */
export function scalarRange(text: string, event: ScalarEvent, from: number): readonly [number, number] {
  const { style, valueStart, valueEnd, anchorEnd, tagEnd } = event;
  const behind = Math.max(from, anchorEnd, tagEnd);
  if (valueStart === -1) {
    // Nothing is written there, or nothing behind the colon.
    const place = text[behind] === ":" ? behind + 1 : behind;
    return [place, place];
  }
  if (style === SCALAR_STYLE.PLAIN) return [valueStart, valueEnd];
  const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
  return isBlock ? [blockStart(text, behind, valueStart), valueEnd] : [valueStart - 1, valueEnd + 1];
}

/** The parser lets a key follow the text of a list's last item, on the same line; nobody else does. */
export function beginsLine(text: string, offset: number): boolean {
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, Math.max(offset, 0));
  return /^\s*(\?\s+)?([&!]\S*\s+)*["']?$/.test(before);
}
