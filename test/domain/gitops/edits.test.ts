import fc from "fast-check";
import { applyEdits, type Edit, fileEdits, readyEdits, scalarEdit } from "../../../domain/gitops/edits";
import { type At, sourceOf } from "../../../domain/gitops/place";

/** A text and edits of it that do not touch each other. */
const cases = fc
  .tuple(
    fc.string({ maxLength: 80, unit: "binary" }),
    fc.array(fc.tuple(fc.nat(80), fc.string({ maxLength: 6 }))),
  )
  .map(([text, raw]) => {
    const cuts = [...new Set(raw.map(([at]) => Math.min(at, text.length)))].sort((a, b) => a - b);
    const edits: Edit[] = [];
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      edits.push({ start: cuts[i] ?? 0, end: cuts[i + 1] ?? 0, text: raw[i]?.[1] ?? "" });
    }
    return { text, edits };
  });

/** What lies between the edits. */
function gaps(text: string, edits: readonly Edit[]): string[] {
  const ends = [0, ...edits.map(({ end }) => end)];
  return ends.map((end, i) => text.slice(end, edits[i]?.start ?? text.length));
}

test("outside of the edits every character stays, and making them twice is making them once", () => {
  fc.assert(
    fc.property(cases, ({ text, edits }) => {
      const ready = readyEdits("a", text, edits);
      const after = applyEdits(text, ready);
      const expected = gaps(text, edits)
        .map((gap, i) => gap + (edits[i]?.text ?? ""))
        .join("");
      expect(after).toBe(expected);
      expect(applyEdits(after, ready)).toBe(after);
    }),
  );
});

test("order and repetition of the edits do not matter", () => {
  fc.assert(
    fc.property(cases, ({ text, edits }) => {
      const shuffled = [...edits, ...edits].reverse();
      expect(fileEdits("a", text, shuffled)).toEqual(fileEdits("a", text, edits));
    }),
  );
});

test.each([
  [
    { start: 0, end: 3, text: "a" },
    { start: 2, end: 4, text: "b" },
  ],
  [
    { start: 0, end: 3, text: "a" },
    { start: 0, end: 3, text: "b" },
  ],
  [
    { start: 1, end: 1, text: "a" },
    { start: 1, end: 1, text: "b" },
  ],
  [
    { start: 1, end: 1, text: "a" },
    { start: 1, end: 2, text: "b" },
  ],
])("%j and %j contradict each other", (a, b) => {
  expect(() => fileEdits("a.yaml", "abcdef", [a, b])).toThrow(
    expect.objectContaining({ code: "EDIT_CONFLICT" }),
  );
});

test("neighbours do not contradict each other, and nothing lies outside of the text", () => {
  const edits = [
    { start: 0, end: 2, text: "x" },
    { start: 2, end: 4, text: "y" },
  ];
  expect(applyEdits("abcdef", readyEdits("a", "abcdef", edits))).toBe("xyef");
  const far = [{ start: 5, end: 9, text: "" }];
  expect(() => fileEdits("a", "abcdef", far)).toThrow(expect.objectContaining({ code: "EDIT_CONFLICT" }));
});

test("a text that has changed since is refused, even where the old words still stand", () => {
  const ready = readyEdits("a.yaml", "v: 1.2", [{ start: 3, end: 6, text: "1.2.3" }]);
  expect(applyEdits("v: 1.2.3", ready)).toBe("v: 1.2.3");
  expect(() => applyEdits("v: 1.2 # new", ready)).toThrow(expect.objectContaining({ code: "EDIT_STALE" }));
});

const at = (text: string, part: string, inside?: true): At => {
  const start = text.indexOf(part);
  return {
    source: sourceOf("a", text),
    document: 0,
    start,
    end: start + part.length,
    ...(inside && { inside }),
  };
};

test.each([
  ["v: 1.2.3 # why", "1.2.3", "1.3.0", "v: 1.3.0 # why"],
  ['v: "1.2.3"', '"1.2.3"', "1.3.0", 'v: "1.3.0"'],
  ["v: '1.2.3'", "'1.2.3'", ">=1.3.0 <2", "v: '>=1.3.0 <2'"],
  ["v: 1.2.3", "1.2.3", "1.10", 'v: "1.10"'],
  ["v: 1.2.3", "1.2.3", ">=1.3.0", 'v: ">=1.3.0"'],
  ["v: 1.2.3", "1.2.3", "*", 'v: "*"'],
  ["v: v1", "v1", "v1.33.1+k3s1", "v: v1.33.1+k3s1"],
])("%s becomes a text that YAML reads as a string", (text, part, version, expected) => {
  expect(applyEdits(text, readyEdits("a", text, [scalarEdit(at(text, part), version)]))).toBe(expected);
});

test("a part of a scalar gets no quotes of its own", () => {
  const text = "image: a/b:1.2";
  expect(applyEdits(text, readyEdits("a", text, [scalarEdit(at(text, "1.2", true), "1.3")]))).toBe(
    "image: a/b:1.3",
  );
});

test.each(['1.2"\nkind: x', "a\nb", "$(x)", "a'b", "a: {b}"])("%j is no version", (version) => {
  const text = 'v: "1.2"';
  expect(() => scalarEdit(at(text, '"1.2"'), version)).toThrow(
    expect.objectContaining({ code: "EDIT_UNSAFE" }),
  );
});
