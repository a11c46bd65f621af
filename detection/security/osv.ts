import { z } from "zod";
import type { Finding } from "../../domain/finding";
import { findingOf } from "../../domain/finding-codes";
import { mapLimited } from "../../domain/map-limited";
import type { Http } from "../../domain/ports";
import type { Advisory } from "../../domain/security";
import { getJson, unreadable } from "../answers";
import { OsvRecord } from "./osv-record";
import type { AdvisorySource } from "./types";

const OSV = "https://api.osv.dev";
const MOST_PAGES = 20;
const AT_A_TIME = 6;

const Batch = z.object({
  results: z.array(
    z.object({
      vulns: z.array(z.object({ id: z.string(), modified: z.string().optional() })).nullish(),
      next_page_token: z.string().nullish(),
    }),
  ),
});

interface Question {
  readonly package: { readonly ecosystem: "Go"; readonly name: string };
  readonly page_token?: string;
}

/**
 * Asked without versions: the server compares them by Go's rules, which misread k3s, and would leave out what it
 * takes for mended. All of a package's advisories come, and are judged here.
 */
const questionsOf = (packages: readonly string[]): Question[] =>
  packages.map((name) => ({ package: { ecosystem: "Go", name } }));

async function askBatch(http: Http, base: string, queries: readonly Question[]) {
  const url = `${base}/v1/querybatch`;
  const { data } = await getJson(http, url, Batch, { post: JSON.stringify({ queries }) });
  if (data.results.length !== queries.length) throw unreadable(url, "answered another number of questions");
  return data.results;
}

interface Named {
  readonly id: string;
  /** When it was last changed; what was read after that need not be read again. */
  readonly modified?: string | undefined;
}

async function namesOf(http: Http, base: string, packages: readonly string[]): Promise<Named[]> {
  const found = new Map<string, Named>();
  let questions = questionsOf(packages);
  for (let page = 0; questions.length > 0; page++) {
    if (page === MOST_PAGES) throw unreadable(base, `has more than ${MOST_PAGES} pages of advisories`);
    const results = await askBatch(http, base, questions);
    for (const { vulns } of results) for (const it of vulns ?? []) found.set(it.id, it);
    questions = questions.flatMap((question, i) => {
      const token = results[i]?.next_page_token;
      return token ? [{ ...question, page_token: token }] : [];
    });
  }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** One advisory that cannot be read does not hide the others; it is told by its name. */
async function readOne(http: Http, base: string, { id, modified }: Named): Promise<Advisory | Finding> {
  const options = modified === undefined ? {} : { since: modified };
  try {
    return (await getJson(http, `${base}/v1/vulns/${encodeURIComponent(id)}`, OsvRecord, options)).data;
  } catch (error) {
    return findingOf("SOURCE_PARTLY_UNKNOWN", `advisory ${id}`, error);
  }
}

/** The Open Source Vulnerability database; k3s and Flux' controllers are in it, Longhorn is not. */
export const osvAt = (base: string): AdvisorySource => ({
  id: "osv",
  title: "Open Source Vulnerability database",
  async read(packages, { http }) {
    const names = await namesOf(http, base, packages);
    const read = await mapLimited(names, AT_A_TIME, (name) => readOne(http, base, name));
    return {
      advisories: read.filter((it) => "affected" in it),
      findings: read.filter((it) => "code" in it),
    };
  },
});

export const osv = osvAt(OSV);
