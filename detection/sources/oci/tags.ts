import { z } from "zod";
import type { HttpAnswer, HttpOptions } from "../../../domain/ports";
import { parseAnswer, parseJson, refused, unreadable } from "../../answers";
import type { SourceWorld } from "../types";
import { answerChallenge, credentialFor } from "./authorize";
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

/** Asks once without a token, because most repositories are public, and then with what the registry asks for. */
class Asker {
  private authorization: string | undefined;

  constructor(
    private readonly world: SourceWorld,
    private readonly reference: OciReference,
  ) {}

  async get(url: string): Promise<HttpAnswer> {
    const first = await this.world.http.get(url, this.options());
    if (first.status !== 401 || this.authorization !== undefined) return first;
    this.authorization = await answerChallenge(this.world, this.reference, first);
    return this.world.http.get(url, this.options());
  }

  /** What a registry shows to whoever asks is nobody's secret, although it wants to see a token. */
  private options(): HttpOptions {
    const { authorization, world, reference } = this;
    if (authorization === undefined) return {};
    return { authorization, anonymous: credentialFor(world, reference) === null };
  }
}

/** All tags of a repository, page by page as `Link` says. */
export async function fetchTags(world: SourceWorld, reference: OciReference): Promise<string[]> {
  const asker = new Asker(world, reference);
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
