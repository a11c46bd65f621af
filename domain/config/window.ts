import { z } from "zod";
import { isCronExpression } from "../window";
import { duration, listOf, text, timeZone } from "./fields";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

const day = z.enum(DAYS, { error: `a day: ${DAYS.join(", ")}` });
const cronText = 'a cron expression with five fields, such as "0 3 * * sat"';

export const MaintenanceWindow = z
  .strictObject(
    {
      cron: z
        .string({ error: cronText })
        .refine(isCronExpression, { error: cronText })
        .optional()
        .describe("When it opens, as a cron expression; instead of days and start."),
      days: listOf(day, 7, "a list of days")
        .optional()
        .describe("Days on which it opens; default: every day."),
      start: text(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "03:00"')
        .optional()
        .describe("Time of day at which it opens, in its time zone."),
      duration: duration()
        .refine((ms) => ms >= 60_000 && ms <= 7 * 86_400_000, { error: "a duration from 1m to 7d" })
        .describe("How long it stays open, from its start on; it may run past midnight."),
      timeZone: timeZone().default("UTC").describe("Time zone of cron, days and start; default UTC."),
    },
    { error: 'a window such as {"days": ["sat"], "start": "03:00", "duration": "4h"}' },
  )
  .superRefine(({ cron, start, days }, context) => {
    if ((cron === undefined) === (start === undefined)) {
      context.addIssue({ code: "custom", message: "either cron or start" });
    }
    if (cron !== undefined && days !== undefined) {
      context.addIssue({ code: "custom", path: ["days"], message: "days inside the cron expression" });
    }
  });
export type MaintenanceWindow = z.infer<typeof MaintenanceWindow>;
