import { cumulativeNotes, notesOfChanges, readNotes } from "../../../domain/notes";

const kinds = (text: string) => readNotes(text).map(({ kind, title }) => [kind, title]);

test("headings say what their text is, and smaller headings belong to them", () => {
  const text = `# Product v1.10.0
Welcome.
## Removal
### \`example.io/v1beta1\` API
Gone.
### Deprecated fields
Gone, too.
## Deprecation & Incompatibilities
### [A switch](https://example.test)
Goes later.
### Breaking Change in Images
Read this.
## Highlights
### Shiny
Nice.
## Hotfix
Use image v1.10.0-hotfix-1.`;

  expect(kinds(text)).toEqual([
    ["removal", "example.io/v1beta1 API"],
    ["removal", "Deprecated fields"],
    ["deprecation", "A switch"],
    ["breaking", "Breaking Change in Images"],
    ["hotfix", "Hotfix"],
  ]);
});

test.each([
  ["GitHub's", "> [!WARNING]\n> Do not.\n>\n> Really.\n\nelse", "warning", "Do not.\n\nReally."],
  [
    "GitHub's, carelessly",
    ">  [!IMPORTANT]\n**Kubernetes v1.25 or later.**\n\nelse",
    "important",
    "**Kubernetes v1.25 or later.**",
  ],
  ["Docusaurus'", ":::warning Upgrade Notice\nRead on.\n:::\nelse", "warning", "Read on."],
  [
    "Hugo's",
    '{{% alert color="warning" title="Stop" %}}\nRead on.\n{{% /alert %}}\nelse',
    "warning",
    "Read on.",
  ],
  [
    "one about a hotfix",
    "> [!WARNING]\n> **Hotfix** v1-hotfix-1 is out.",
    "hotfix",
    "**Hotfix** v1-hotfix-1 is out.",
  ],
  ["one that nothing closes", ":::danger\nRead on.", "warning", "Read on."],
])("a box, %s", (_whose, text, kind, said) => {
  expect(readNotes(text)).toEqual([expect.objectContaining({ kind, text: said })]);
});

test.each([
  ["a note", "> [!NOTE]\n> Nice."],
  ["a friendly alert", '{{% alert color="info" title="Note" %}}\nNice.\n{{% /alert %}}'],
  ["a comment in code", "```yaml\n# Breaking changes\na: b\n> [!WARNING]\n```"],
  ["an empty section", "## Removal\n\n## Highlights\nNice."],
  ["nothing", ""],
])("%s hurts nobody", (_what, text) => {
  expect(readNotes(text)).toEqual([]);
});

test("a bold line is a heading, as in Flux' announcements", () => {
  expect(readNotes("## Automation\nFine.\n\n**Breaking changes**:\n\n- The flag is gone.\n")).toEqual([
    { kind: "breaking", title: "Breaking changes", text: "- The flag is gone." },
  ]);
});

test("an upgrade procedure that lists what was removed is a removal", () => {
  const text = "## Upgrade Procedure\nThese APIs have been removed from the CRDs:\n- `a.io/v1beta1`";
  expect(kinds(text)).toEqual([["removal", "Upgrade Procedure"]]);
  expect(kinds("## Upgrade Procedure\nRun the command.")).toEqual([["upgrade", "Upgrade Procedure"]]);
});

describe("over several versions", () => {
  const minor = (version: string): number => Number(version.split(".")[1]);
  const compare = (a: string, b: string): number => minor(a) - minor(b);
  const release = (version: string, notes: string | null) => ({ version, notes });
  const need = (version: string) => `> [!IMPORTANT]\n> Kubernetes v1.25 or later for v${version}.`;

  test("everything on the way is told, worst first, what repeats once, what is unread by name", () => {
    const releases = [
      release("1.12.0", "## Breaking changes\nToo far."),
      release("1.11.0", `## Removal\nThe last.\n${need("1.11.0")}`),
      release("1.10.0", null),
      release("1.9.0", `## Deprecation\nSoon.\n\n${need("1.9.0")}`),
      release("1.8.0", "## Removal\nLong ago."),
    ];

    const { notes, unread } = cumulativeNotes(releases, { from: "1.8.0", to: "1.11.0", compare });

    expect(notes.map(({ kind, version }) => [kind, version])).toEqual([
      ["removal", "1.11.0"],
      ["deprecation", "1.9.0"],
      ["important", "1.9.0"],
    ]);
    expect(unread).toEqual(["1.10.0"]);
  });
});

test.each([
  ["removed", "The old values", "removal"],
  ["deprecated", "A key", "deprecation"],
  ["security", "Mends something", "security"],
  ["changed", "BREAKING: other keys", "breaking"],
  ["changed", "feat(ui)!: other keys", "breaking"],
  [null, "Mends CVE-2026-12345", "security"],
  ["added", "A key", undefined],
  [null, "Bump to 2.8.5", undefined],
] as const)("a chart's change (%s: %s) is %s", (kind, description, expected) => {
  expect(notesOfChanges([{ kind, description }])[0]?.kind).toBe(expected);
});

test("a text that is long by mistake is read in reasonable time", () => {
  const start = performance.now();
  readNotes(`${"# a\n".repeat(50_000)}${"> [!WARNING]\n".repeat(50_000)}`);
  readNotes(`# ${" ".repeat(20_000)}x`);
  expect(performance.now() - start).toBeLessThan(3_000);
});
