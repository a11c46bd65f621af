import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const TEXT = /\.md$/;
const LINK = /!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc="([^"]+)"/g;
const FENCE = /^```[\s\S]*?^```/gm;
const HEADING = /^#{1,6} (.+)$/gm;

/** The pages whose links are held: what a reader of the repository starts from, and everything below docs. */
export function pagesOf(root: string): string[] {
  const below = readdirSync(join(root, "docs"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return ["README.md", "AGENTS.md", "CHANGELOG.md", ...below.sort()];
}

/** GitHub's name for a heading: lower case, punctuation dropped, spaces to dashes. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

function anchorsOf(text: string): ReadonlySet<string> {
  return new Set(
    [...text.replaceAll(FENCE, "").matchAll(HEADING)].map(([, heading = ""]) => anchorOf(heading)),
  );
}

function isBroken(root: string, page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(file)) return true;
  return anchor !== undefined && TEXT.test(file) && !anchorsOf(readFileSync(file, "utf8")).has(anchor);
}

/** Relative links that lead to no file, or to no heading of that file, as `page: link`. */
export function brokenLinks(root: string): string[] {
  return pagesOf(root).flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8").replaceAll(FENCE, "");
    const links = [...text.matchAll(LINK)].map(([, link, image]) => link ?? image ?? "");
    const own = links.filter((link) => !/^[a-z][a-z+.-]*:/.test(link));
    return own.filter((link) => isBroken(root, page, link)).map((link) => `${page}: ${link}`);
  });
}
