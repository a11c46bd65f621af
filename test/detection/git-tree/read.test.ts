import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readGitTree } from "../../../detection/git-tree";
import { describePlace, placeOf, textAt } from "../../../domain/gitops/place";
import { objectsOf } from "../../../domain/gitops/tree";
import {
  child,
  isMap,
  type ScalarValue,
  scalarOf,
  textOf,
  toPlain,
  type Value,
} from "../../../domain/gitops/value";
import { said, treeOf, writeTree } from "../../helpers/git-tree";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

const GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\n";

const documentOf = (tree: Awaited<ReturnType<typeof treeOf>>, path: string, index = 0): Value | undefined =>
  tree.files.get(path)?.documents[index]?.value;

test("one broken document costs nothing else", async () => {
  const tree = await treeOf({
    "a.yaml": `${GOOD}---\nkind: [broken\n---\n${GOOD}`,
    "b/c.yml": GOOD,
    "notes.md": "kind: [",
  });
  expect(objectsOf(tree).map(({ name }) => name)).toEqual(["good", "good", "good"]);
  expect(tree.files.get("a.yaml")?.documents.map(({ index }) => index)).toEqual([0, 2]);
  expect(tree.findings).toHaveLength(1);
  expect(tree.findings[0]).toMatchObject({ code: "GIT_YAML_BROKEN", place: { file: "a.yaml", document: 1 } });
});

test("aliases that multiply are refused, and so are those that contain themselves", async () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(", ")}]`,
  );
  const tree = await treeOf({
    "bomb.yaml": `l0: &l0 [x]\n${levels.join("\n")}\n---\n${GOOD}`,
    "self.yaml": "a: &a\n  b: *a\n",
    "shared.yaml": "a: &a {b: 1}\nc: *a\n",
    "nowhere.yaml": "a: *b\n",
  });
  expect(said(tree)).toEqual([
    "GIT_YAML_BOMB bomb.yaml:7",
    "GIT_YAML_BOMB self.yaml:2",
    "GIT_YAML_BROKEN nowhere.yaml:1",
  ]);
  expect(objectsOf(tree)).toHaveLength(1);
  expect(toPlain(documentOf(tree, "shared.yaml") as Value)).toEqual({ a: { b: 1 }, c: { b: 1 } });
});

test("nesting without end is refused", async () => {
  const tree = await treeOf({
    "deep.yaml": `a: ${"[".repeat(5000)}${"]".repeat(5000)}\n`,
    "good.yaml": GOOD,
  });
  expect(tree.findings.map(({ code }) => code)).toEqual(["GIT_YAML_BOMB"]);
  expect(objectsOf(tree)).toHaveLength(1);
});

test("a key that stands twice is said, and the last one counts", async () => {
  const tree = await treeOf({ "a.yaml": `${GOOD}data:\n  a: "1"\n  a: "2"\n` });
  expect(said(tree)).toEqual(["GIT_DUPLICATE_KEY a.yaml:7"]);
  expect(textOf(documentOf(tree, "a.yaml"), "data", "a")).toBe("2");
});

test("templates are named as such", async () => {
  const tree = await treeOf({
    "chart/templates/a.yaml": `{{- if .Values.on }}\n${GOOD}{{- end }}\n`,
    "quoted.yaml": `${GOOD}data:\n  a: "{{ .Name }}"\n`,
  });
  expect(said(tree)).toEqual(["GIT_TEMPLATE chart/templates/a.yaml:1"]);
});

test("what SOPS encrypted keeps its names and loses its values", async () => {
  const secret =
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  KEY: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[x]\n";
  const tree = await treeOf({ "s.yaml": secret });
  expect(said(tree)).toEqual(["GIT_ENCRYPTED s.yaml:1"]);
  expect(scalarOf(documentOf(tree, "s.yaml"), "stringData", "KEY")?.unknown).toEqual(["sops"]);
});

test("links are not followed, wherever they lead", async () => {
  const outside = tempFolder();
  writeFileSync(join(outside, "secret.yaml"), GOOD);
  const folder = writeTree({ "real.yaml": GOOD });
  symlinkSync(join(outside, "secret.yaml"), join(folder, "out.yaml"));
  symlinkSync("real.yaml", join(folder, "in.yaml"));
  symlinkSync("..", join(folder, "up"));
  const tree = await readGitTree(folder);
  expect([...tree.files.keys()]).toEqual(["real.yaml"]);
  const severities = tree.findings.map(({ severity, place }) => `${severity} ${place?.file}`).sort();
  expect(severities).toEqual(["info in.yaml", "warning out.yaml", "warning up"]);
});

test("files that are too large or no text have one finding each", async () => {
  const folder = writeTree({
    "good.yaml": GOOD,
    "latin.yaml": Buffer.from([0x61, 0x3a, 0x20, 0xe4]),
    "huge.yaml": "",
  });
  truncateSync(join(folder, "huge.yaml"), 17 * 1024 * 1024);
  const tree = await readGitTree(folder);
  expect(said(tree)).toEqual(["GIT_FILE_TOO_LARGE huge.yaml:1", "GIT_FILE_UNREADABLE latin.yaml:1"]);
  expect([...tree.unreadable]).toEqual(["huge.yaml", "latin.yaml"]);
  expect(objectsOf(tree)).toHaveLength(1);
});

test("a folder that is none is one clear error", async () => {
  const folder = writeTree({ a: "" });
  for (const path of [join(folder, "a"), join(folder, "b")]) {
    expect(await rejectionOf(readGitTree(path))).toMatchObject({ code: "TREE_MISSING", kind: "usage" });
  }
});

/** Every scalar, as `[what it says, what is written there]`. */
function scalars(value: Value): ScalarValue[] {
  if (value.kind === "scalar") return [value, ...(value.embedded ?? []).flatMap(scalars)];
  return (value.kind === "list" ? value.items : [...value.entries.values()]).flatMap(scalars);
}

test.each([
  ["\n", ""],
  ["\r\n", ""],
  ["\n", "\uFEFF"],
])("places are exact with the line end %j and the mark %j", async (end, mark) => {
  const text = ["---", "# über", "a: 1.10", 'b: "x"', "c:", "  - 'y'", "  - {d: z}", ""].join(end);
  const tree = await treeOf({ "a.yaml": mark + text });
  const found = scalars(documentOf(tree, "a.yaml") as Value);
  const shown = found.map((it) => it.at && `${describePlace(placeOf(it.at))} ${textAt(it.at)} ${it.text}`);
  expect(shown).toEqual(["a.yaml:3:4 1.10 1.10", 'a.yaml:4:4 "x" x', "a.yaml:6:5 'y' y", "a.yaml:7:9 z z"]);
});

test("patches within a kustomization have the places of the file", async () => {
  const text = [
    "patches:",
    "  - patch: |-",
    "      - op: replace",
    "",
    "        path: /spec/version",
    "        value: 1.2.3",
    "  - patch: >-",
    "      {op: x}",
    "",
  ].join("\n");
  const tree = await treeOf({ "kustomization.yaml": text });
  const patches = child(documentOf(tree, "kustomization.yaml"), "patches");
  const inner = scalarOf(patches, 0, "patch")?.embedded?.[0];
  const version = scalarOf(inner, 0, "value");
  expect(version?.at && [placeOf(version.at).line, textAt(version.at)]).toEqual([6, "1.2.3"]);
  // From folded text no place can be told.
  const folded = scalarOf(patches, 1, "patch")?.embedded?.[0];
  expect(isMap(folded) && folded.at).toBe(undefined);
});

test("merge keys fill in what is not there", async () => {
  const tree = await treeOf({
    "a.yaml": "base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nlist:\n  <<: [*b, {z: 4}]\n",
  });
  expect(toPlain(documentOf(tree, "a.yaml") as Value)).toEqual({
    base: { x: 1, y: 2 },
    own: { x: 1, y: 3 },
    list: { x: 1, y: 2, z: 4 },
  });
});

test("a text that is broken is read document by document", async () => {
  const tree = await treeOf({
    "a.yaml": `# about\n%YAML 1.2\n---\n${GOOD}...\n${GOOD}---\na: "---\n---\n# nothing\n---\n  a: 1\n b: 2\n--- {c: 3}\n`,
  });
  expect(said(tree)).toEqual(["GIT_YAML_BROKEN a.yaml:15", "GIT_YAML_BROKEN a.yaml:19"]);
  expect(tree.files.get("a.yaml")?.documents.map(({ index }) => index)).toEqual([0, 1, 5]);
  const last = child(documentOf(tree, "a.yaml", 2), "c");
  expect(last?.at && describePlace(placeOf(last.at))).toBe("a.yaml:20:9");
});

test.each([
  ["a key that is a map", "? {a: 1}\n: 2\n"],
  ["an unquoted template", "name: {{ .Values.name }}\n"],
  ["a key behind the text of a list", 'a:\n- "x" b:\n  c: 1\n'],
  ["a character that is none", "a: \u0007\n"],
  ["a merge of what is no map", "a: &a 1\nb: {<<: *a}\n"],
])("%s is broken, as it is for Kubernetes", async (_, text) => {
  const tree = await treeOf({ "a.yaml": `${text}---\n${GOOD}` });
  expect(tree.findings.map(({ code }) => code.replace("GIT_TEMPLATE", "GIT_YAML_BROKEN"))).toEqual([
    "GIT_YAML_BROKEN",
  ]);
  expect(objectsOf(tree)).toHaveLength(1);
});

test.each([
  ["True", "boolean", "true"],
  ["!!str True", "string", "True"],
  ["0x1F", "number", "0x1F"],
  ["1e3", "number", "1e3"],
  ["~", "null", "~"],
  ["", "null", ""],
  ["yes", "string", "yes"],
  ["!Ref 12", "string", "12"],
  ["'12'", "string", "12"],
  ['!!int "12"', "number", "12"],
])("%s is a %s", async (written, type, text) => {
  const tree = await treeOf({ "a.yaml": `? &k a\n: ${written} # why\n? b\n: c\n` });
  expect(child(documentOf(tree, "a.yaml"), "a")).toMatchObject({ type, text });
});
