import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readGitTree } from "../../detection/git-tree";
import { parseSource } from "../../detection/git-tree/parse";
import { sha256 } from "../../domain/canonical-json";
import { usage } from "../../domain/errors";
import { sourceOf } from "../../domain/gitops/place";
import type { GitTree } from "../../domain/gitops/tree";
import type { Value } from "../../domain/gitops/value";
import { type GitView, gitView } from "../../domain/gitops/view";
import recorded from "./recorded.json";

/** Figures of a tree that was recorded; absent for a tree that nobody has counted by hand. */
export interface Recorded {
  /** Of all files; another content under the same name is another tree. */
  readonly digest: string;
  readonly helmReleases?: number;
  readonly clusters?: readonly string[];
  readonly pins?: readonly string[];
  /** By the version of the install manifest: what it removes that the one before did not. */
  readonly removals?: Readonly<Record<string, number>>;
}

export interface CorpusTree {
  readonly name: string;
  readonly folder: string;
  readonly tree: GitTree;
  readonly view: GitView;
  readonly recorded: Partial<Recorded>;
}

const RECORDED: Readonly<Record<string, Recorded>> = recorded;

/** Content of every file that was read, in the order of their names. */
export const digestOf = (tree: GitTree): string =>
  sha256([...tree.files].map(([path, { source }]) => `${path}\n${sha256(source.text)}\n`).join(""));

/** A folder of recorded inputs; checks ask for what they need and say when it is not there. */
export class Corpus {
  private readonly loaded = new Map<string, Promise<CorpusTree>>();

  constructor(private readonly folder: string) {
    if (existsSync(folder) && statSync(folder).isDirectory()) return;
    throw usage("CORPUS_MISSING", `there is no folder ${folder}.`, "npm run test:corpus -- FOLDER");
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  has(...parts: string[]): boolean {
    return existsSync(this.path(...parts));
  }

  text(...parts: string[]): string {
    return readFileSync(this.path(...parts), "utf8");
  }

  json(...parts: string[]): unknown {
    return JSON.parse(this.text(...parts));
  }

  /** Names within a folder, sorted; empty when it is missing. */
  names(...parts: string[]): string[] {
    return this.has(...parts) ? readdirSync(this.path(...parts)).sort() : [];
  }

  /** Paths of the files in a folder whose names end like this, sorted; the folder must be there. */
  files(folder: string, end: string): string[] {
    const names = readdirSync(this.path(folder)).filter((name) => name.endsWith(end));
    return names.sort().map((name) => `${folder}/${name}`);
  }

  /** The documents of one manifest. */
  manifest(...parts: string[]): Value[] {
    const source = sourceOf(parts.join("/"), this.text(...parts));
    return parseSource(source).file.documents.map(({ value }) => value);
  }

  /** Every working tree under `gitops/`, read once. */
  trees(): Promise<readonly CorpusTree[]> {
    const names = this.names("gitops").filter((name) => statSync(this.path("gitops", name)).isDirectory());
    return Promise.all(names.map((name) => this.tree(name)));
  }

  private tree(name: string): Promise<CorpusTree> {
    const known = this.loaded.get(name) ?? this.load(name);
    this.loaded.set(name, known);
    return known;
  }

  private async load(name: string): Promise<CorpusTree> {
    const folder = this.path("gitops", name);
    const tree = await readGitTree(folder);
    const figures = RECORDED[name];
    const same = figures?.digest === digestOf(tree);
    return {
      name,
      folder,
      tree,
      view: gitView(tree),
      recorded: same && figures !== undefined ? figures : {},
    };
  }
}
