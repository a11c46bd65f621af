import { z } from "zod";
import { filePath, flag, listOf, text, whole } from "./fields";

// age1..., and the post-quantum age1pq1...
const RECIPIENT = /^age1(?:pq1)?[02-9ac-hj-np-z]{58,4000}$/;

export const Backup = z
  .strictObject(
    {
      directory: filePath().describe("Where backups are kept, on the machine that runs the upgrade."),
      recipients: listOf(text(RECIPIENT, "an age recipient (age1...)"), 20, "a list of age recipients")
        .default([])
        .describe(
          "age public keys that the backup is encrypted to: it holds the cluster's token and secrets.",
        ),
      recipientsFile: filePath()
        .optional()
        .describe("File with one age public key a line, as well as those under recipients."),
      identityFile: filePath()
        .optional()
        .describe("age private key file that opens backups; only a rollback and backup verify need it."),
      allowUnencrypted: flag().default(false).describe("Make backups without encryption; default false."),
      keep: whole(1, 1000)
        .default(5)
        .describe(
          "Verified backups to keep; default 5. The one a rollback names stays, and the way back to the version before.",
        ),
    },
    { error: 'an object such as {"directory": "backups", "recipients": ["age1..."]}' },
  )
  .superRefine(({ recipients, recipientsFile, allowUnencrypted }, context) => {
    if (recipients.length > 0 || recipientsFile !== undefined || allowUnencrypted) return;
    const message = "at least one age recipient, backup.recipientsFile, or backup.allowUnencrypted: true";
    context.addIssue({ code: "custom", path: ["recipients"], message });
  });
export type Backup = z.infer<typeof Backup>;
