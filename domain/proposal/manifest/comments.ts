import { isNode, visit } from "yaml";
import type { Manifest } from "./documents";

/** Comments between the objects of a manifest: a release has none, so these are somebody's own. */
export function commentsIn({ documents }: Manifest, known: (text: string) => boolean): string[] {
  return documents
    .filter(({ text }) => text.includes("#") && !known(text))
    .flatMap(({ key, parse }) => {
      const document = parse();
      const found: string[] = [document.commentBefore ?? "", document.comment ?? ""];
      visit(document, (_, node) => {
        if (isNode(node)) found.push(node.commentBefore ?? "", node.comment ?? "");
      });
      const lines = found.flatMap((it) => it.split("\n")).map((it) => it.trim());
      return [...new Set(lines)].filter((it) => it !== "").map((it) => `${key}: # ${it}`);
    });
}
