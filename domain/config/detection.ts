import { z } from "zod";
import { tryParseConstraint } from "../constraints";
import { isCronExpression } from "../window";
import { DetectionSchedule } from "./detection-schedule";
import { componentPattern, filePath, listOf, text } from "./fields";

const rangeText = 'a range of versions, such as "1.10.x" or ">=2.0.0"';

const Ignore = z.strictObject(
  {
    component: componentPattern().describe("Which component; `*` stands for anything."),
    versions: z
      .string({ error: rangeText })
      .refine((value) => tryParseConstraint(value) !== null, { error: rangeText })
      .optional()
      .describe("Which versions of it; default: all. Builds are not told apart: `1.33.4` is every `+k3sN`."),
    until: text(/^\d{4}-\d{2}-\d{2}$/, 'a day such as "2026-12-31"')
      .refine((value) => !Number.isNaN(Date.parse(value)), { error: "a day that exists" })
      .optional()
      .describe("Last day on which it is ignored; default: for good."),
    reason: text(/^.{3,300}$/, "a reason in 3 to 300 characters").describe("Why; it is in every report."),
  },
  { error: "an object with component and reason" },
);
export type Ignore = z.infer<typeof Ignore>;

export const Detection = z.strictObject(
  {
    ignore: listOf(Ignore, 200, "a list of what is ignored")
      .default([])
      .describe("Updates that are not proposed, with a reason and a last day."),
    prereleases: listOf(componentPattern(), 50, "a list of components")
      .default([])
      .describe("Components whose prereleases are proposed as well; default: none."),
    cron: z
      .string({ error: "a cron expression with five fields" })
      .refine(isCronExpression, { error: 'a cron expression with five fields, such as "0 6 * * *"' })
      .optional()
      .describe("When detect --daemon looks; --cron goes before it."),
    reports: listOf(filePath(), 20, "a list of files")
      .default([])
      .describe("Files that every run writes; .json, .yaml, .md, .html or .txt decides about the form."),
    inCluster: DetectionSchedule.optional().describe(
      "Also look from inside the cluster, as a CronJob with its own account; default: no.",
    ),
  },
  { error: "an object with the settings of detect" },
);
export type Detection = z.infer<typeof Detection>;
