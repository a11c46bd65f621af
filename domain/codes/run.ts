import { type CodeEntry, warning } from "./entry";

/** The run itself. */
export const RUN_CODES = {
  WINDOW_CLOSED: warning("The maintenance window is closed", "wait until it opens."),
  WINDOW_TOO_SHORT: warning(
    "The run does not fit into the window",
    "expect it to stop between nodes and go on in the next one.",
  ),
  BACKUP_UNENCRYPTED: warning("Backups are not encrypted", "name age recipients under backup.recipients."),
  ROLLBACK_MINOR: warning(
    "Going back over a minor restores the datastore",
    "expect to lose everything written after the backup.",
  ),
} as const satisfies Record<string, CodeEntry>;
