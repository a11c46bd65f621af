import { z } from "zod";

export const BUNDLE_SCHEMA = "gitops-updates/bundle/v1";

const Answer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** Everything foreign that one run read: what a machine without a network needs to come to the same judgement. */
export const Bundle = z.object({
  schema: z.literal(BUNDLE_SCHEMA),
  writtenAt: z.string(),
  /** By what was asked, without credentials. */
  answers: z.record(z.string(), Answer),
  /** Why addresses did not answer. */
  failures: z.record(z.string(), z.object({ code: z.string(), message: z.string(), next: z.string() })),
  /** Source -> version -> since when it is known. */
  firstSeen: z.record(z.string(), z.record(z.string(), z.string())),
});
export type Bundle = z.infer<typeof Bundle>;
