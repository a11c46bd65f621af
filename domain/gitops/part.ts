import type { ScalarValue } from "./value";

/**
 * A part of a scalar as a scalar of its own, such as the value in `KEY=value`. It has a place only where the part is
 * written once and as it is, so that an edit cannot hit something else.
 */
export function partOf({ at, ...scalar }: ScalarValue, part: string): ScalarValue {
  const bare: ScalarValue = { ...scalar, text: part, type: "string" };
  if (at === undefined || part === "") return bare;
  const written = at.source.text.slice(at.start, at.end);
  const first = written.indexOf(part);
  if (first === -1 || written.indexOf(part, first + 1) !== -1) return bare;
  const start = at.start + first;
  return { ...bare, at: { ...at, start, end: start + part.length, inside: true } };
}
