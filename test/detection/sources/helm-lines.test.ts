import fc from "fast-check";
import { dump, load } from "js-yaml";
import { layoutOf } from "../../../detection/sources/helm/blocks";
import { readChanges } from "../../../detection/sources/helm/changes";
import { readChart } from "../../../detection/sources/helm/read-index";
import { index } from "../../helpers/chart-index";

describe("reading by lines agrees with reading as YAML", () => {
  const word = fc.constantFrom(
    "1.0.0",
    "v2",
    "1.10",
    "a: b",
    "# no",
    "x #y",
    "'",
    '"',
    "~",
    "yes",
    "1e3",
    "",
    " ",
    "*a",
    "&b",
    "- x",
    "line\nother",
    "- kind: added\n  description: what\n",
    "two\n\n  deeper\nends",
    " begins deeper\nthan it goes on\n",
    "\nempty first\n",
    "ends with empty ones\n\n\n",
    "blanks\n   \ninside",
    "|",
    ">=1.2",
    "é",
    "tab\there",
    "true",
    "constructor",
    "__proto__",
  );
  const field = fc.constantFrom(
    "version",
    "appVersion",
    "kubeVersion",
    "created",
    "digest",
    "description",
    "home",
  );
  const annotation = fc.constantFrom(
    "artifacthub.io/changes",
    "artifacthub.io/prerelease",
    "artifacthub.io/containsSecurityUpdates",
    "category",
  );
  const entry = fc.record(
    {
      fields: fc.dictionary(field, word, { maxKeys: 6 }),
      urls: fc.option(fc.array(word, { maxLength: 3 })),
      deprecated: fc.option(fc.boolean()),
      annotations: fc.option(fc.dictionary(annotation, word)),
    },
    { noNullPrototype: true },
  );

  const entries = fc.array(
    entry.map(({ urls, deprecated, annotations, fields }) => ({
      name: "app",
      version: "0.1.0",
      ...fields,
      ...(urls === null ? {} : { urls }),
      ...(deprecated === null ? {} : { deprecated }),
      ...(annotations === null ? {} : { annotations }),
    })),
    { minLength: 1, maxLength: 4 },
  );
  const written = (app: readonly object[], lineWidth: number): string =>
    dump({ apiVersion: "v1", entries: { a: [{ version: "0" }], app, z: [] }, generated: "x" }, { lineWidth });

  const READ = ["version", "appVersion", "kubeVersion", "created", "digest", "deprecated", "urls"];
  const ANNOTATIONS = ["changes", "prerelease", "containsSecurityUpdates"].map(
    (it) => `artifacthub.io/${it}`,
  );

  type Entry = Readonly<Record<string, unknown>>;
  const partOf = (value: Entry | undefined, keys: readonly string[]): Entry =>
    Object.fromEntries(keys.map((key) => [key, value?.[key]]));

  /** What is looked at of each entry. */
  const looked = (list: readonly unknown[]): unknown[] =>
    (list as readonly Entry[]).map((it) => [
      partOf(it, READ),
      partOf(it.annotations as Entry | undefined, ANNOTATIONS),
    ]);
  const byLines = (body: string): unknown[] =>
    looked(readChart("http://x/index.yaml", "app", { body }).entries);

  test("for whatever a writer of YAML makes of it", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 20, max: 200 }), (made, lineWidth) => {
        const text = written(made, lineWidth);
        expect(layoutOf({ body: text })?.charts.size).toBe(3);
        expect(byLines(text)).toEqual(looked(made));
      }),
      { numRuns: 500 },
    );
  });

  const line = fc.constantFrom("", " ", "# x", "  # x", "      # x", "        # x", "            # x");
  const insertion = fc.tuple(fc.nat({ max: 60 }), line);

  test("for what people add to that: empty lines, blanks and comments, wherever they are no mistake", () => {
    fc.assert(
      fc.property(entries, fc.array(insertion, { minLength: 1, maxLength: 4 }), (made, added) => {
        const lines = written(made, 80).split("\n");
        for (const [at, text] of added) lines.splice(2 + (at % (lines.length - 2)), 0, text);
        const body = lines.join("\n");
        let index: { entries: { app: unknown[] } };
        try {
          index = load(body) as typeof index;
        } catch {
          return;
        }
        expect(byLines(body)).toEqual(looked(index.entries.app));
      }),
      { numRuns: 500 },
    );
  });

  test("for a text that goes on in the next line", () => {
    const body = index("  app:\n  - appVersion: one\n      two\n    version: 1.0.0\n");

    expect(byLines(body)).toMatchObject([[{ appVersion: "one two", version: "1.0.0" }, {}]]);
  });

  test("for words that are of another kind than the field", () => {
    const body = index(
      "  app:\n  - version: true\n  - version: 1.0.0\n    urls:\n    - true\n  - version: 1.0.0\n    deprecated: maybe\n",
    );

    const read = readChart("http://x/index.yaml", "app", { body }).entries;
    expect(read).toEqual([null, { version: "1.0.0", urls: [true] }, null]);
  });

  test("for a second document, which is none of the index", () => {
    const body = "entries:\n  app:\n  - version: 1.0.0\n---\n  other:\n  - version: 2.0.0\n";

    expect([...(layoutOf({ body })?.charts.keys() ?? [])]).toEqual(["app"]);
  });

  const annotated = (lines: string): string =>
    index(`  app:\n  - annotations:\n      artifacthub.io/changes: ${lines}\n    version: 1.0.0\n  z: []\n`);

  test.each([
    ["with empty lines behind it", "|\n        - one\n        - two\n\n"],
    ["with empty lines within", "|\n        - one\n\n        - two"],
    ["without a last line end", "|-\n        - one\n"],
    ["that is there twice as deep", "|\n              - one"],
    ["that begins with an empty line", "|\n\n        - one"],
    ["that is empty", "|"],
  ])("for a text %s", (_what, lines) => {
    const body = annotated(lines);
    const { app } = (load(body) as { entries: { app: { annotations: unknown }[] } }).entries;
    const [read] = readChart("http://x/index.yaml", "app", { body }).entries;

    expect(read?.annotations).toEqual(app[0]?.annotations);
  });

  test("for a text as deep as its key, which is no YAML", () => {
    const body = annotated("|\n      - one");

    expect(() => load(body)).toThrow();
    expect(() => readChart("http://x/index.yaml", "app", { body })).toThrow(/no valid YAML/);
  });

  test("for the changes that a chart lists", () => {
    const change = fc.record(
      {
        kind: fc.constantFrom("added", "security", "unheard of", "~", ""),
        description: word,
        links: fc.array(fc.record({ name: word, url: word }), { maxLength: 2 }),
      },
      { requiredKeys: [], noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(change, word), { maxLength: 4 }), (changes) => {
        const known = changes.flatMap((it) => {
          const { kind = "", description = undefined } = typeof it === "string" ? { description: it } : it;
          if (description === undefined) return [];
          return [{ kind: ["added", "security"].includes(kind) ? kind : null, description }];
        });
        expect(readChanges(dump(changes))).toEqual(known);
      }),
      { numRuns: 500 },
    );
  });
});
