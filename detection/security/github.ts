import { z } from "zod";
import type { Finding } from "../../domain/finding";
import { findingOf } from "../../domain/finding-codes";
import type { Advisory, AffectedPackage } from "../../domain/security";
import { parseGithubRange } from "../../domain/security";
import { getJson } from "../answers";
import { authorized } from "../sources/credentials";
import type { AdvisorySource, SecurityWorld } from "./types";

const GITHUB = "https://api.github.com";
const PAGE_SIZE = 100;
const MOST_PAGES = 10;
/** Advisories come seldom, and one repository's list is one request. */
const YOUNG_MS = 12 * 3_600_000;

const Vulnerability = z.object({
  package: z.object({ name: z.string().nullish() }).nullish(),
  vulnerable_version_range: z.string().nullish(),
});

const RepositoryAdvisory = z.object({
  ghsa_id: z.string(),
  cve_id: z.string().nullish(),
  html_url: z.string().default(""),
  summary: z.string().default(""),
  severity: z.string().nullish(),
  withdrawn_at: z.string().nullish(),
  vulnerabilities: z.array(Vulnerability).nullish(),
});
type RepositoryAdvisory = z.output<typeof RepositoryAdvisory>;

/** In a repository's own advisories the package is free text, or missing; they concern the repository then. */
function affectedOf(
  repository: string,
  { package: named, vulnerable_version_range: text }: z.output<typeof Vulnerability>,
): AffectedPackage {
  const name = named?.name?.startsWith("github.com/") ? named.name : repository;
  const range = parseGithubRange(text ?? "");
  const unread = text || "no version is named";
  return {
    package: name,
    ranges: range === null ? [] : [range],
    versions: [],
    unread: range === null ? [`"${unread.slice(0, 200)}"`] : [],
  };
}

function advisoryOf(repository: string, advisory: RepositoryAdvisory): Advisory {
  const { ghsa_id, cve_id, html_url, summary, severity, withdrawn_at, vulnerabilities } = advisory;
  const named = vulnerabilities ?? [];
  return {
    id: ghsa_id,
    aliases: cve_id ? [cve_id] : [],
    summary,
    url: html_url,
    severity: severity ?? null,
    withdrawn: (withdrawn_at ?? null) !== null,
    affected: (named.length > 0 ? named : [{}]).map((it) => affectedOf(repository, it)),
  };
}

async function readRepository(
  base: string,
  repository: string,
  { http, credentials, now }: SecurityWorld,
): Promise<Advisory[]> {
  const address = `${base}/repos/${repository.replace(/^github\.com\//, "")}/security-advisories`;
  const found: Advisory[] = [];
  let after: string | null = `${address}?per_page=${PAGE_SIZE}`;
  for (let page = 0; after !== null && page < MOST_PAGES; page++) {
    const young = now === undefined ? {} : { since: new Date(now.getTime() - YOUNG_MS).toISOString() };
    const options = { ...authorized(credentials(address)), ...young };
    const answer: { data: RepositoryAdvisory[]; headers: Readonly<Record<string, string>> } = await getJson(
      http,
      after,
      z.array(RepositoryAdvisory),
      options,
    );
    found.push(...answer.data.map((advisory) => advisoryOf(repository, advisory)));
    after = nextOf(base, answer.headers.link);
  }
  return found;
}

/** Pages go on by a cursor; one that leads to another host is not followed. */
function nextOf(base: string, link: string | undefined): string | null {
  const next = /<([^>]+)>\s*;\s*rel="next"/.exec(link ?? "")?.[1];
  return next !== undefined && URL.canParse(next) && new URL(next).origin === new URL(base).origin
    ? next
    : null;
}

const unread = (repository = "", reason: unknown): Finding =>
  findingOf("SOURCE_PARTLY_UNKNOWN", `advisories of ${repository}`, reason);

/** The advisories that a repository publishes itself; Longhorn's are nowhere else. */
export const githubAt = (base: string): AdvisorySource => ({
  id: "github",
  title: "advisories of the repositories on GitHub",
  async read(packages, world) {
    const repositories = packages.filter((name) => name.startsWith("github.com/"));
    const read = await Promise.allSettled(repositories.map((name) => readRepository(base, name, world)));
    const failed = read.filter((it) => it.status === "rejected");
    if (failed[0] !== undefined && failed.length === read.length) throw failed[0].reason;
    return {
      advisories: read.flatMap((it) => (it.status === "fulfilled" ? it.value : [])),
      findings: read.flatMap((it, i) =>
        it.status === "rejected" ? [unread(repositories[i], it.reason)] : [],
      ),
    };
  },
});

export const github = githubAt(GITHUB);
