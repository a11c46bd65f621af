import { canonicalJson } from "../../domain/canonical-json";
import type { Component, Question } from "../../domain/detect/component";
import type { Listing } from "../../domain/listing";
import { mapLimited } from "../../domain/map-limited";
import { listReleases } from "../sources";
import type { DetectWorld } from "./types";

const AT_A_TIME = 8;

const keyOf = (question: Question): string => canonicalJson(question);

/** Each question once, however many components ask it. A question that is no question is told as what it is. */
async function ask({ source, query }: Question, world: DetectWorld): Promise<Listing> {
  try {
    return await listReleases(source, query, world);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const name = `${source} ${String(query.chart ?? query.url ?? "")}`.trim();
    return {
      kind: "unknown",
      source: name,
      code: "SOURCE_QUERY_INVALID",
      because,
      next: "correct its source.",
    };
  }
}

/** What every component's source lists. */
export async function askAll(
  components: readonly Component[],
  world: DetectWorld,
): Promise<(component: Component) => Listing | null> {
  const questions = components.flatMap(({ question }) => (question === null ? [] : [question]));
  const once = [...new Map(questions.map((it) => [keyOf(it), it]))];
  let done = 0;
  const answers = await mapLimited(once, AT_A_TIME, async ([key, question]) => {
    const listing = await ask(question, world);
    done += 1;
    const said = listing.kind === "unknown" ? "unknown" : `${listing.releases.length} versions`;
    world.progress(`asked ${done} of ${once.length}: ${listing.source}: ${said}`);
    return [key, listing] as const;
  });
  const known = new Map(answers);
  return ({ question }) => (question === null ? null : (known.get(keyOf(question)) ?? null));
}
