import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { usage } from "../../domain/errors";
import { type Source, sourceOf } from "../../domain/gitops/place";
import { type GitFinding, gitFinding } from "../../domain/gitops/report";
import type { GitTree, TreeFile } from "../../domain/gitops/tree";
import { parseSource } from "./parse";
import { walk } from "./walk";
import { wholeFile } from "./whole-file";

/** Bundles of CRDs reach four megabytes; beyond this a file is data, and parsing it would take all memory. */
const LARGEST_BYTES = 16 * 1024 * 1024;

const YAML = /(\.ya?ml|(^|\/)Kustomization)$/;
const TEXT = /(^|\/|\.)(env|properties)$/;
const IGNORE = /(^|\/)\.sourceignore$/;
const isJsonManifest = (path: string, text: string): boolean =>
  path.endsWith(".json") && text.includes('"apiVersion"');

const isWanted = (path: string): boolean =>
  YAML.test(path) || TEXT.test(path) || IGNORE.test(path) || path.endsWith(".json");

/** A byte order mark stays, so that offsets and what is written back are exact; other encodings are refused. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

type Read = Source | GitFinding | null;

/** Small files by the hundred: to wait for each of them takes longer than to read it. */
function readSource(root: string, path: string): Read {
  try {
    const file = openSync(join(root, path), "r");
    try {
      const { size } = fstatSync(file);
      if (size > LARGEST_BYTES) return tooLarge(path, size);
      return sourceOf(path, decoder.decode(readFileSync(file)));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // A file that is no manifest may be in any encoding.
    if (!YAML.test(path)) return null;
    const reason = error instanceof Error ? error.message : String(error);
    return gitFinding("GIT_FILE_UNREADABLE", wholeFile(path), `${reason}.`);
  }
}

function tooLarge(path: string, size: number): GitFinding | null {
  if (!YAML.test(path)) return null;
  const message = `it has ${size} bytes; at most ${LARGEST_BYTES} are read.`;
  return gitFinding("GIT_FILE_TOO_LARGE", wholeFile(path), message);
}

/** Sorts what was read into the tree. */
class TreeBuilder {
  private readonly files = new Map<string, TreeFile>();
  private readonly texts = new Map<string, Source>();
  private readonly ignores = new Map<string, string>();
  private readonly unreadable = new Set<string>();
  private readonly findings: GitFinding[];

  constructor(findings: readonly GitFinding[]) {
    this.findings = [...findings];
  }

  add(path: string, read: Read): void {
    if (read === null) return;
    if ("code" in read) {
      this.unreadable.add(path);
      this.findings.push(read);
    } else if (YAML.test(path) || isJsonManifest(path, read.text)) this.addManifest(path, read);
    else if (IGNORE.test(path)) this.ignores.set(path, read.text);
    else if (TEXT.test(path)) this.texts.set(path, read);
  }

  private addManifest(path: string, source: Source): void {
    const { file, findings } = parseSource(source);
    this.files.set(path, file);
    this.findings.push(...findings);
  }

  build(): GitTree {
    const { files, texts, ignores, unreadable, findings } = this;
    return { files, texts, ignores, unreadable, findings };
  }
}

async function demandFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() === true) return;
  const what = found === null ? "does not exist" : "is not a folder";
  throw usage("TREE_MISSING", `${folder} ${what}.`, "name the folder of a checked-out Git repository.");
}

/** Reads a working tree. Whatever is wrong with one file is a finding with its place; the rest is complete. */
export async function readGitTree(folder: string): Promise<GitTree> {
  await demandFolder(folder);
  const { files, findings } = await walk(folder);
  const tree = new TreeBuilder(findings);
  for (const path of files.filter(isWanted)) tree.add(path, readSource(folder, path));
  return tree.build();
}
