import { isNode, visit } from "yaml";
import type { Manifest, ManifestDocument } from "./documents";

function commentsOf({ parse }: ManifestDocument): string[] {
  const document = parse();
  const found: string[] = [document.commentBefore ?? "", document.comment ?? ""];
  visit(document, (_, node) => {
    if (isNode(node)) found.push(node.commentBefore ?? "", node.comment ?? "");
  });
  return found.flatMap((it) => it.split("\n")).map((it) => it.trim());
}

/** Comments in the objects of a manifest that its release does not have: these are somebody's own. */
export function ownComments({ documents }: Manifest, release: Manifest): string[] {
  const texts = new Set(release.documents.map(({ text }) => text.trim()));
  return documents
    .filter(({ text }) => text.includes("#") && !texts.has(text.trim()))
    .flatMap((mine) => {
      const base = release.documents.find(({ key }) => key === mine.key);
      const known = new Set(["", ...(base === undefined ? [] : commentsOf(base))]);
      return [...new Set(commentsOf(mine))]
        .filter((it) => !known.has(it))
        .map((it) => `${mine.key}: # ${it}`);
    });
}
