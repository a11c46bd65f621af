import { z } from "zod";
import { text } from "./fields";
import { isVersion } from "./versions";

const version = 'a version such as "v1.35.4+k3s1"';

/** The explicit permission for a downgrade. */
export const Rollback = z
  .strictObject(
    {
      to: z
        .string({ error: version })
        .refine(isVersion, { error: version })
        .describe("Version to go back to; it takes the place of versions.k3s while this key is there."),
      backup: text(/^[A-Za-z0-9][A-Za-z0-9._:+-]{0,199}$/, "the id of a backup")
        .optional()
        .describe("Backup taken at that version; needed to go back over a minor."),
      class: z
        .enum(["patch", "minor"])
        .optional()
        .describe("What is permitted: swap binaries back, or restore the datastore too; default: as needed."),
    },
    { error: 'an object such as {"to": "v1.35.4+k3s1", "backup": "..."}' },
  )
  .superRefine((rollback, context) => {
    if (rollback.backup !== undefined || rollback.class === "patch") return;
    const message = 'the id of a backup, or rollback.class: "patch"';
    context.addIssue({ code: "custom", path: ["backup"], message });
  });
export type Rollback = z.infer<typeof Rollback>;
