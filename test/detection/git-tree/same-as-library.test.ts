import fc from "fast-check";
import { parse, parseAllDocuments, stringify } from "yaml";
import { readDocuments } from "../../../detection/git-tree/documents";
import { sourceOf, textAt } from "../../../domain/gitops/place";
import { type ScalarValue, toPlain, type Value } from "../../../domain/gitops/value";

const scalar = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "1.10",
    "true",
    "null",
    "~",
    "a: b",
    "- a",
    "a\nb\n",
    "\n a",
    "x\n\n\n",
    "<<",
    "# a",
    "|",
    "0x1f",
    "1e3",
  ),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
);
const key = fc.oneof(
  fc.stringMatching(/^[a-z][a-zA-Z./-]{0,9}$/),
  fc.constantFrom("a b", "true", "1", "- x", "? y", "a: b"),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
  ),
}));

/** The ways in which a writer of YAML may put the same. */
const styles = fc.record({
  indent: fc.constantFrom(1, 2, 4),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
  collectionStyle: fc.constantFrom("any" as const, "flow" as const),
  defaultStringType: fc.constantFrom(
    "PLAIN" as const,
    "QUOTE_SINGLE" as const,
    "QUOTE_DOUBLE" as const,
    "BLOCK_LITERAL" as const,
    "BLOCK_FOLDED" as const,
  ),
});

const scalarsOf = (value: Value): ScalarValue[] => {
  if (value.kind === "scalar") return [value];
  return (value.kind === "list" ? value.items : [...value.entries.values()]).flatMap(scalarsOf);
};

/** What is written at a scalar's place says the same by itself; a block is cut out of its indentation. */
function saysTheSame({ at, text, type }: ScalarValue): boolean {
  const written = at === undefined ? "" : textAt(at);
  if (type !== "string") return written === text;
  return /^[|>]/.test(written) || String(parse(`it: ${written}`).it) === text || written.includes("\n");
}

test("whatever is written, in whatever style, is read as the YAML library reads it, with its places", () => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), styles, (values, style) => {
      const text = values.map((it) => `---\n${stringify({ it }, style)}`).join("");
      const read = readDocuments(sourceOf("a.yaml", text));
      expect(read.map(({ trouble }) => trouble)).toEqual(values.map(() => null));
      // Not what was written: its writer loses blanks in rare blocks.
      const other = parseAllDocuments(text).map((it) => it.toJS());
      expect(read.map(({ value }) => value && toPlain(value))).toEqual(other);
      for (const { value } of read)
        expect(value === null ? [] : scalarsOf(value).filter((it) => !saysTheSame(it))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
