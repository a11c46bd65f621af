import { z } from "zod";

/** A finding as reports for machines carry it. */
export const FindingSchema = z.object({
  code: z.string(),
  severity: z.enum(["blocker", "warning", "info"]),
  subject: z.string(),
  message: z.string(),
  next: z.string(),
});
