import { z } from "zod";
import type { HttpAnswer } from "../../../domain/ports";
import { parseAnswer, parseJson, refused, unreadable } from "../../answers";
import type { SourceWorld } from "../types";
import { RegistryAsker } from "./asker";
import type { OciReference } from "./reference";

/** `tags` is null in a repository without any. */
const TagList = z.object({ tags: z.array(z.string()).nullable() }).transform(({ tags }) => tags ?? []);

const PAGE_SIZE = 1000;
/** A hundred thousand tags; signatures and nightly builds add up, but not to this. */
const MAX_PAGES = 100;

/** The next page, at the same registry: a list does not lead elsewhere. */
function nextPage(url: string, link: string | undefined): string | null {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  if (target === undefined) return null;
  const next = new URL(target, url);
  if (next.origin !== new URL(url).origin) throw unreadable(url, "continues its list at another host");
  return next.href;
}

/** All tags of a repository, page by page as `Link` says. */
export async function fetchTags(world: SourceWorld, reference: OciReference): Promise<string[]> {
  const asker = new RegistryAsker(world, reference);
  const tags: string[] = [];
  let url: string | null = `${reference.origin}/v2/${reference.repository}/tags/list?n=${PAGE_SIZE}`;
  for (let page = 0; url !== null; page++) {
    if (page === MAX_PAGES) throw unreadable(url, `has more than ${MAX_PAGES} pages of tags`);
    const answer: HttpAnswer = await asker.get(url);
    if (answer.status !== 200) throw refused(url, answer);
    tags.push(...parseAnswer(url, parseJson(url, answer.body), TagList));
    url = nextPage(url, answer.headers.link);
  }
  return tags;
}
