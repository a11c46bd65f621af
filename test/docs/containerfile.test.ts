import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { checkoutRoot } from "../../tools/checkout";

const root = checkoutRoot(__dirname);
const text = readFileSync(join(root, "Containerfile"), "utf8");
const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = ""]) =>
  names.split(" "),
);

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));

/** Folders and files of this repository that a source imports, by their first part. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(
    ([, path = ""]) => normalize(join(dirname(file), path)).split("/")[0] ?? "",
  );

test("what is copied is there", () => {
  expect(copied.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});

test("everything that the copied sources import is copied as well", () => {
  const rooms = copied.filter((name) => !name.includes("."));
  const imported = new Set(["index.ts", ...rooms.flatMap(sources)].flatMap(importsOf));
  expect([...imported].filter((name) => !copied.includes(name))).toEqual([]);
});

test("its user is the one that the pod runs as", () => {
  expect(text).toMatch(/^USER 1000:1000$/m);
});
