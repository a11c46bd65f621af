import { z } from "zod";
import { FindingSchema } from "../finding-schema";
import { NOTE_KINDS } from "../notes/note";
import { REFUSAL_CODES } from "./refusals";
import { UPDATE_TYPES } from "./scheme";

/**
 * The report as machines read it; `gitops-update detect --schema` prints it as JSON Schema. Keys are only added within
 * a version. Words are in snake case, as update reports of this product have been from the first day.
 */
export const REPORT_SCHEMA = "gitops-updates/detection/v1";

const Text = z.string();
const Version = Text.nullable();

const Place = z.object({
  file: Text.describe("From the root of the repository."),
  line: z.int(),
  column: z.int(),
});

const Evidence = z.object({
  id: Text.describe("Number of the advisory, or who says it."),
  aliases: z.array(Text),
  severity: Text.nullable(),
  summary: Text,
  url: Text,
  package: Text,
  version: Text.describe("The installed version that is concerned."),
  matched: Text.describe("The range that it lies in, or what was said."),
  fixed_in: Version,
  status: z.enum(["affected", "unclear"]),
  fixed_by_update: z.boolean().describe("The available version is not concerned any more."),
});

const Breaking = z.object({
  kind: z.enum([...NOTE_KINDS, "bundled", "major", "values", "definitions", "deprecated", "unread"]),
  title: Text,
  text: Text,
  version: Version.describe("The release that brings it."),
  source: z.enum([
    "release-notes",
    "chart-changes",
    "bundled-components",
    "values",
    "definitions",
    "versions",
  ]),
});

const RemovedApi = z.object({
  target: Text.describe("What no longer serves it, such as `Flux v2.7.5`."),
  api_version: Text,
  kind: Text,
  where: z.enum(["git", "live", "stored"]),
  object: Text,
  count: z.int(),
  replacement: Text.describe("What to write instead; empty when nothing takes its place."),
  place: Place.nullable(),
  edit: z
    .object({ find: Text, replace: Text })
    .nullable()
    .describe("The edit of that place; `null` where something else is to be done."),
  unknown_fields: z.array(Text).describe("Fields that the replacement does not have."),
  next: Text,
});

const Withheld = z.object({
  reason_code: z.enum(REFUSAL_CODES),
  reason: Text,
  until: Text.nullable(),
  versions: z.array(Text).describe("Newest first."),
});

const Candidate = z.object({
  version: Text,
  update_type: z.enum(UPDATE_TYPES),
  published_at: Text.nullable(),
  dated: z.enum(["source", "first-seen"]).nullable(),
});

export const STATUSES = ["update", "blocked", "waiting", "current", "unknown"] as const;
export const ACTIONS = ["update", "update_soon", "prepare", "decide", "wait", "find_out", "none"] as const;

const Component = z.object({
  id: Text.describe("Stable over runs."),
  kind: z.enum(["k3s", "flux", "longhorn", "chart"]),
  name: Text,
  owner: Text.describe("What installs it."),
  status: z
    .enum(STATUSES)
    .describe("`blocked`: an update needs something first; `waiting`: every newer version is withheld."),
  unknown_because: Text.describe("Only with status `unknown`; that is never the same as no updates."),
  current_version: Version,
  current_from: z.enum(["cluster", "git"]),
  pinned: z.array(z.object({ text: Text, how: Text, self_moving: z.boolean(), place: Place.nullable() })),
  moves_to: Version.describe("For a range: what Flux takes by itself, outside of any window."),
  available_version: Version,
  goal_version: Version.describe("Newest version that only waits for other updates."),
  update_type: z.enum(UPDATE_TYPES),
  security_update: z.boolean(),
  security: z.array(Evidence),
  support: z
    .object({ status: Text, cycle: Text, ends: Text.nullable(), evidence: Text })
    .nullable()
    .describe("Until when the installed line gets fixes."),
  breaking_changes: z.array(Breaking),
  removed_apis: z.array(RemovedApi),
  changelog_url: Text,
  published_at: Text.nullable(),
  kubernetes: Text.nullable().describe("What the available version asks of Kubernetes."),
  risk: z.enum(["none", "low", "medium", "high"]),
  risk_reasons: z.array(Text),
  recommended_action: z.enum(ACTIONS),
  advice: Text.describe("One sentence: what to do."),
  candidates: z.array(Candidate).describe("Everything that could be taken now, newest first."),
  withheld: z.array(Withheld),
  suspended: z.boolean(),
  source: Text,
});
export type ComponentReport = z.infer<typeof Component>;

const Source = z.object({
  name: Text,
  status: z.enum(["read", "unknown"]),
  releases: z.int(),
  because: Text,
  next: Text,
});

const Drift = z.object({
  kind: z.enum(["only-in-git", "only-in-cluster", "not-applied", "not-deployed", "suspended-live"]),
  object: Text,
  git: Text,
  live: Text,
});

const News = z.object({
  compared_with: Text.describe("Time of the other report."),
  updates: z.array(z.object({ id: Text, available_version: Text, security_update: z.boolean() })),
  advisories: z.array(z.object({ id: Text, advisory: Text })),
  unknown: z.array(Text).describe("Components that were known then and are not now."),
  settled: z.array(Text).describe("Components whose update was taken, or went."),
});

export const SUMMARY_ACTIONS = [
  "none",
  "find_out",
  "schedule_maintenance",
  "prepare_first",
  "update_soon",
] as const;

const Summary = z.object({
  components: z.int(),
  total_updates: z.int(),
  security_updates: z.int(),
  breaking_changes: z.int().describe("Updates that carry some."),
  blocked: z.int(),
  waiting: z.int(),
  unknown: z.int(),
  by_type: z.record(z.enum(UPDATE_TYPES), z.int()),
  recommended_action: z.enum(SUMMARY_ACTIONS),
  advice: Text,
  first: z.array(z.object({ id: Text, advice: Text })).describe("What to do first, most urgent first."),
});

export const DetectionReport = z.object({
  schema: z.literal(REPORT_SCHEMA),
  timestamp: Text.describe("When it was looked; everything else repeats for equal inputs."),
  cluster: z.object({
    name: Text,
    reached: z.boolean(),
    kubernetes: Version,
    nodes: z.array(z.object({ name: Text, role: Text, version: Text })),
    flux_mode: z.enum(["bootstrap", "chart", "operator", "plain"]).nullable(),
  }),
  git: z.object({ read: z.boolean(), location: Text, clusters: z.array(Text), files: z.int() }),
  offline: z.object({ bundle_written_at: Text }).nullable(),
  summary: Summary,
  components: z.array(Component),
  drift: z.array(Drift),
  sources: z.array(Source),
  findings: z.array(FindingSchema),
  since_last: News.nullable(),
});
export type DetectionReport = z.infer<typeof DetectionReport>;

export const reportJsonSchema = () => z.toJSONSchema(DetectionReport);
