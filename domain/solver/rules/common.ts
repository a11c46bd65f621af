import type { HopRule } from "./rule";

export const NO_DOWNGRADE = "no-downgrade";

/** Nothing that is planned goes back; going back is a rollback, and has its own command. */
export const noDowngrade = (source: string, says = "a plan goes forward only"): HopRule => ({
  id: NO_DOWNGRADE,
  says,
  source,
  refuses: ({ bump }) => bump === "downgrade",
});
