import type { Evidenced } from "../../domain/detect/evidence";
import { isOver } from "../../domain/detect/refusals";
import { type ComponentReport, type DetectionReport, REPORT_SCHEMA } from "../../domain/detect/report";
import { summaryOf } from "../../domain/detect/summary";
import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import { type Drift, driftBetween } from "../../domain/gitops/drift";
import { describeObject } from "../../domain/gitops/kube-object";
import type { Looked } from "./look";
import type { DetectRequest } from "./types";

const driftOf = ({ cluster, git }: Looked): Drift[] =>
  cluster === null || git === null ? [] : driftBetween(git.view.charts, cluster.charts);

const driftFinding = ({ kind, owner, git, live }: Drift): Finding =>
  finding("GIT_DRIFT", describeObject(owner), `${kind}: Git says "${git}", the cluster "${live}"`);

const expired = ({ ignore }: DetectRequest, now: Date): Finding[] =>
  ignore
    .filter((entry) => isOver(entry, now))
    .map(({ component, until, reason }) =>
      finding("IGNORE_EXPIRED", component, `it was ignored until ${until}: ${reason}`),
    );

/** The same finding twice is one; blockers first, then by what they are about. */
function inOrder(findings: readonly Finding[]): Finding[] {
  const RANKS = ["blocker", "warning", "info"];
  const key = ({ severity, code, subject, message }: Finding): string =>
    [RANKS.indexOf(severity), code, subject, message].join("\n");
  const once = new Map(findings.map((it) => [key(it), it]));
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
}

const plainFinding = ({ code, severity, subject, message, next }: Finding): Finding => ({
  code,
  severity,
  subject,
  message,
  next,
});

function sourcesOf(evidenced: readonly Evidenced[]): DetectionReport["sources"] {
  const listings = evidenced.flatMap(({ listing }) => (listing === null ? [] : [listing]));
  const once = [...new Map(listings.map((it) => [it.source, it])).values()];
  const told = once.map((it) =>
    it.kind === "listed"
      ? { name: it.source, status: "read" as const, releases: it.releases.length, because: "", next: "" }
      : { name: it.source, status: "unknown" as const, releases: 0, because: it.because, next: it.next },
  );
  return told.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function whereabouts(
  { clusterName, git }: DetectRequest,
  looked: Looked,
): Pick<DetectionReport, "cluster" | "git"> {
  const { cluster, git: seen } = looked;
  return {
    cluster: {
      name: clusterName,
      reached: cluster !== null,
      kubernetes: cluster?.kubernetes ?? null,
      nodes: (cluster?.nodes ?? []).map(({ name, role, version }) => ({ name, role, version })),
      flux_mode: cluster?.flux?.mode ?? null,
    },
    git: {
      read: seen !== null,
      location: git?.location ?? "",
      clusters: (seen?.view.clusters ?? [])
        .filter(({ applied }) => applied)
        .map(({ folder }) => folder || "."),
      files: seen?.tree.files.size ?? 0,
    },
  };
}

export interface Parts {
  readonly request: DetectRequest;
  readonly now: Date;
  readonly looked: Looked;
  readonly evidenced: readonly Evidenced[];
  readonly reports: readonly ComponentReport[];
  /** What was found while sources were asked. */
  readonly findings: readonly Finding[];
}

/** Puts everything into the words of the report, in an order that repeats. */
export function assemble({ request, now, looked, evidenced, reports, findings }: Parts): DetectionReport {
  const { bundleWrittenAt } = request;
  const drift = driftOf(looked);
  const all = [...looked.findings, ...expired(request, now), ...findings, ...drift.map(driftFinding)];
  return {
    schema: REPORT_SCHEMA,
    timestamp: now.toISOString(),
    ...whereabouts(request, looked),
    offline: bundleWrittenAt === null ? null : { bundle_written_at: bundleWrittenAt },
    summary: summaryOf(reports),
    components: [...reports],
    drift: drift.map(({ kind, owner, git, live }) => ({ kind, object: describeObject(owner), git, live })),
    sources: sourcesOf(evidenced),
    findings: inOrder(all).map(plainFinding),
    since_last: null,
  };
}
