import { asBootstrap } from "./as-bootstrap";
import { ownComments } from "./comments";
import { type Manifest, type ManifestDocument, readManifest } from "./documents";
import { headFor } from "./head";
import { type MergeNotes, merge, type Three } from "./merge";
import { ABSENT, type PlainMap } from "./plain";
import { writeInto } from "./write-into";

export interface Renewal {
  /** The manifest as it is in Git. */
  readonly existing: string;
  /** The install manifest of the version that it says, and that version. */
  readonly before: string;
  readonly from: string;
  /** The install manifest of the version that it goes to, and that version. */
  readonly after: string;
  readonly to: string;
}

export interface Renewed {
  readonly text: string;
  /** Differences from the release that were carried over, in words. */
  readonly carried: readonly string[];
  readonly lost: readonly string[];
}

const HOME = "flux-system";

/** Where the controllers are; a release is made for `flux-system`, and bootstrap puts another name in its place. */
function namespaceOf({ documents }: Manifest): string {
  const controller = documents.find(({ kind, component }) => kind === "Deployment" && component !== "");
  return /^Deployment ([^/]+)\//.exec(controller?.key ?? "")?.[1] ?? HOME;
}

const movedTo = (text: string, namespace: string): string =>
  namespace === HOME ? text : text.replaceAll(/(?<!\w)flux-system(?!\w)/g, namespace);

const byKey = ({ documents }: Manifest): ReadonlyMap<string, ManifestDocument> =>
  new Map(documents.map((it) => [it.key, it]));

const dataOf = (document: ManifestDocument | undefined): PlainMap | typeof ABSENT =>
  document === undefined ? ABSENT : (document.parse().toJS() as PlainMap);

const sameText = (a: ManifestDocument, b: ManifestDocument): boolean => a.text.trim() === b.text.trim();

class Renewer {
  readonly notes: MergeNotes = { carried: [], lost: [] };
  private readonly mine: ReadonlyMap<string, ManifestDocument>;
  private readonly base: ReadonlyMap<string, ManifestDocument>;
  private readonly components: ReadonlySet<string>;

  constructor(
    private readonly existing: Manifest,
    before: Manifest,
  ) {
    this.mine = byKey(existing);
    this.base = byKey(before);
    this.components = new Set(["", ...existing.documents.map(({ component }) => component)]);
  }

  /** The object as it goes into the file; `null` when the file does not have it, and is not to get it. */
  next(theirs: ManifestDocument): string | null {
    if (!this.components.has(theirs.component)) return null;
    const [mine, base] = [this.mine.get(theirs.key), this.base.get(theirs.key)];
    if (mine === undefined && base !== undefined) {
      this.notes.carried.push(`without ${theirs.key}`);
      return null;
    }
    if (mine === undefined || (base !== undefined && sameText(mine, base))) return theirs.text;
    return this.merged(theirs, mine, base);
  }

  private merged(
    theirs: ManifestDocument,
    mine: ManifestDocument,
    base: ManifestDocument | undefined,
  ): string {
    const own: MergeNotes = { carried: [], lost: [] };
    const three: Three = { base: dataOf(base), mine: dataOf(mine), theirs: dataOf(theirs) };
    const data = merge("", three, own);
    this.notes.carried.push(...own.carried.map((it) => `${theirs.key}: ${it}`));
    this.notes.lost.push(...own.lost.map((it) => `${theirs.key}: ${it}`));
    return own.carried.length === 0 ? theirs.text : writeInto(theirs.parse(), data as PlainMap);
  }

  /** Objects that somebody added to the file stay in it; what the release itself gives up goes. */
  kept(after: ReadonlyMap<string, ManifestDocument>): string[] {
    return this.existing.documents.flatMap((mine) => {
      if (after.has(mine.key)) return [];
      const base = this.base.get(mine.key);
      if (base === undefined) {
        this.notes.carried.push(`${mine.key}, which the release does not have`);
        return [mine.text];
      }
      if (!sameText(mine, base)) this.loseWith(mine, base);
      return [];
    });
  }

  private loseWith(mine: ManifestDocument, base: ManifestDocument): void {
    const own: MergeNotes = { carried: [], lost: [] };
    merge("", { base: dataOf(base), mine: dataOf(mine), theirs: {} }, own);
    if (own.lost.length > 0) this.notes.lost.push(`${mine.key}: the new release has it no more`);
  }
}

const ending = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);

/**
 * The manifest of the next version in the place of an existing one: with its components and its namespace, and with
 * everything that somebody changed in it, as far as that cannot mean two things.
 */
export function renewManifest({ existing: text, before, from, after, to }: Renewal): Renewed {
  const existing = readManifest(text);
  const namespace = namespaceOf(existing);
  const formed = (release: string, version: string): Manifest =>
    asBootstrap(readManifest(movedTo(release, namespace)), existing, { namespace, version });
  const [base, theirs] = [formed(before, from), formed(after, to)];
  const renewer = new Renewer(existing, base);
  const documents = theirs.documents.flatMap((it) => renewer.next(it) ?? []);
  const all = [...documents, ...renewer.kept(byKey(theirs))].map(ending);
  const comments = ownComments(existing, base);
  const head = headFor(existing, theirs, to);
  const made = `${head.text}${all.join("---\n")}`;
  return {
    text: text.includes("\r\n") ? made.replaceAll("\n", "\r\n") : made,
    carried: renewer.notes.carried,
    lost: [...renewer.notes.lost, ...comments.map((it) => `the comment ${it}`), ...head.lost],
  };
}
