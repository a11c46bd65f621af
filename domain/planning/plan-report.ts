import { z } from "zod";
import { FindingSchema } from "../finding-schema";

/**
 * A plan as machines read it; `gitops-update plan --schema` prints it as JSON Schema. Keys are only added within a
 * version.
 */
export const PLAN_SCHEMA = "gitops-updates/plan/v1";

const Text = z.string();
const Kind = z.enum(["k3s", "flux", "longhorn", "chart"]);
const Performer = z
  .enum(["up", "propose", "hand"])
  .describe("Who performs it: gitops-update up, a commit by gitops-update propose, or people.");

const Reason = z.object({
  relation: z.enum(["goal", "stop", "prepares", "after", "before", "safety"]),
  facts: z.array(Text).describe("Names that planning.accept takes."),
  step: z.int().nullable().describe("The other step, by its index."),
  text: Text,
});

const ApiChange = z.object({
  place: z.enum(["git", "live", "stored"]),
  from: Text,
  to: Text,
  count: z.int().nullable(),
  examples: z.array(Text),
});

const Step = z.object({
  index: z.int().describe("Counted from 1 over the whole plan."),
  component: Text,
  kind: Kind,
  action: z.enum(["update", "migrate", "edit"]),
  by: Performer,
  from: Text,
  to: Text,
  bump: z.enum(["same", "rebuild", "patch", "minor", "major", "downgrade"]),
  changes: z.array(ApiChange),
  bundles: z
    .array(z.object({ name: Text, from: Text, to: Text }))
    .describe("What it carries inside and that changes with it."),
  undo: z.enum(["revert", "restore", "never"]),
  reasons: z.array(Reason),
});

const Stage = z.object({
  index: z.int(),
  kind: Kind,
  k3s: Text.describe("The version of k3s when it begins."),
  steps: z.array(Step),
  before: z.array(Text),
  after: z.array(Text),
});

const DrawnMap = z.object({
  nodes: z.array(
    z.object({
      id: Text,
      kind: z.enum(["k3s", "flux", "longhorn", "chart", "git"]),
      name: Text,
      from: Text,
      to: Text,
    }),
  ),
  edges: z.array(
    z.object({
      from: Text,
      to: Text,
      kind: z.enum(["range", "requires", "order", "objects"]),
      label: Text,
    }),
  ),
  free: z.array(Text).describe("Charts that accept every Kubernetes in question and ask nothing else."),
});

export const PlanReport = z.object({
  schema: z.literal(PLAN_SCHEMA),
  timestamp: Text.describe("When it was looked; everything else repeats for equal inputs."),
  cluster: Text,
  possible: z.boolean().describe("`false`: the facts under forbiddenBy leave no order."),
  next: z
    .object({ by: Performer, step: z.int(), text: Text, advice: Text })
    .nullable()
    .describe("What comes first; `null` when everything is where it should be, or there is no plan."),
  stages: z.array(Stage),
  moves: z.array(z.object({ component: Text, from: Text, to: Text })),
  unknown: z
    .array(Text)
    .describe(
      "Components that stay because nobody could be asked for newer versions; never the same as up to date.",
    ),
  forbiddenBy: z.array(Text).describe("Without any one of these facts there would be a plan."),
  findings: z.array(FindingSchema).describe("One for each of forbiddenBy, then what else should be known."),
  map: DrawnMap.describe("What constrains what."),
});
export type PlanReport = z.infer<typeof PlanReport>;

export const planJsonSchema = () => z.toJSONSchema(PlanReport);
