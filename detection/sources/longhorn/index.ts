import { z } from "zod";
import { httpUrl } from "../../../domain/config/fields";
import { longhornKubernetesMinor, parseVersion } from "../../../domain/constraints";
import type { Finding } from "../../../domain/finding";
import { findingOf } from "../../../domain/finding-codes";
import { datedAt, PLAIN, type Release } from "../../../domain/listing";
import { fetchGithubReleases, type GithubRelease } from "../../github-releases";
import { authorized } from "../credentials";
import { helm } from "../helm";
import type { Source, SourceWorld } from "../types";
import { askResponder, type Recommended } from "./responder";

const Query = z.strictObject({
  releases: httpUrl().default("https://api.github.com/repos/longhorn/longhorn/releases"),
  /** Asked for what Longhorn recommends; `null` for a network that does not reach it. */
  responder: httpUrl().nullable().default("https://longhorn-upgrade-responder.rancher.io/v1/checkupgrade"),
  /** Repository of the chart, asked for the Kubernetes that each version needs. */
  charts: httpUrl().nullable().default("https://charts.longhorn.io"),
});

/** What adds to the list of releases. Without it the list is poorer, not wrong. */
interface Extra<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

async function extra<T>(what: string, none: T, ask: () => Promise<Extra<T>>): Promise<Extra<T>> {
  try {
    return await ask();
  } catch (error) {
    return { value: none, findings: [findingOf("SOURCE_PARTLY_UNKNOWN", what, error)] };
  }
}

const recommendations = (world: SourceWorld, url: string | null): Promise<Extra<readonly Recommended[]>> =>
  extra<readonly Recommended[]>("Longhorn's upgrade responder", [], async () => {
    if (url === null) return { value: [], findings: [] };
    const { recommended, findings } = await askResponder(world.http, url);
    return { value: recommended, findings };
  });

const bare = (version: string): string => version.replace(/^v/, "");

/** Version without `v` -> the constraint of its chart. */
const chartConstraints = (
  world: SourceWorld,
  url: string | null,
): Promise<Extra<ReadonlyMap<string, string>>> =>
  extra<ReadonlyMap<string, string>>("Longhorn's chart repository", new Map(), async () => {
    if (url === null) return { value: new Map(), findings: [] };
    const { releases, findings } = await helm.list({ url, chart: "longhorn" }, world);
    const pairs = releases.flatMap(({ version, kubeVersion }): [string, string][] =>
      kubeVersion === null ? [] : [[bare(version), kubeVersion]],
    );
    return { value: new Map(pairs), findings };
  });

function knownConstraint(version: string): string | null {
  const minor = longhornKubernetesMinor(version);
  return minor === null ? null : `>=1.${minor}.0-0`;
}

function releaseOf(
  { tag, prerelease, publishedAt, url, body }: GithubRelease,
  recommended: readonly Recommended[],
  constraints: ReadonlyMap<string, string>,
): Release[] {
  const parsed = parseVersion(tag);
  if (parsed === null) return [];
  const named = parsed.pre !== "";
  const labels = recommended.find(({ version }) => bare(version) === bare(tag));
  return [
    {
      ...PLAIN,
      ...datedAt(publishedAt),
      version: tag,
      prerelease: named,
      provisional: prerelease && !named,
      kubeVersion: constraints.get(bare(tag)) ?? knownConstraint(tag),
      url,
      notes: body,
      minimumFrom: labels?.minimum ?? null,
      tags: labels?.tags ?? [],
    },
  ];
}

/** Longhorn: what exists comes from its releases; the responder lags behind them and only recommends. */
export const longhorn: Source<typeof Query> = {
  id: "longhorn",
  title: "Longhorn releases, recommendations and chart",
  query: Query,
  describe: () => "Longhorn",
  async list({ releases: url, responder, charts }, world) {
    const [listed, labels, constraints] = await Promise.all([
      fetchGithubReleases(world.http, url, authorized(world.credentials(url)), world.now),
      recommendations(world, responder),
      chartConstraints(world, charts),
    ]);
    return {
      releases: listed.flatMap((release) => releaseOf(release, labels.value, constraints.value)),
      findings: [...labels.findings, ...constraints.findings],
    };
  },
};
