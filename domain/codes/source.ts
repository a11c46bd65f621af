import { type CodeEntry, info, warning } from "./entry";

/** Where releases are listed. */
export const SOURCE_CODES = {
  SOURCE_ENTRY_SKIPPED: warning(
    "An entry of a source could not be read and was left out",
    "tell whoever publishes it; the other entries are read.",
  ),
  SOURCE_SHRANK: warning(
    "A source lists far less than it did before",
    "check that it was not cut off; versions may be missing.",
  ),
  SOURCE_PARTLY_UNKNOWN: warning(
    "A source that adds to another one could not be read",
    "run again later; what it would have added is unknown.",
  ),
  BUNDLED_UNKNOWN: warning(
    "What a k3s release bundles is not known",
    "read its release notes before; a patch can carry major changes.",
  ),
  SOURCE_SLOPPY: info("A source answers in a form that is not quite valid; it was read all the same"),
  WITHDRAWALS_UNKNOWN: warning(
    "The source does not tell which versions were withdrawn",
    "name the list of channels instead of one channel.",
  ),
} as const satisfies Record<string, CodeEntry>;
