import type { Finding } from "../finding";

/** What a code means everywhere; `docs/reference/findings.md` is generated from the table below. */
export interface CodeEntry {
  readonly severity: Finding["severity"];
  /** Reads as a headline. */
  readonly title: string;
  /** What to do next, one imperative sentence; empty when nothing is to be done. */
  readonly advice: string;
  /** May be listed under `policy.acknowledge`, which turns the blocker into a warning. */
  readonly acknowledgeable?: true;
}

export const blocker = (title: string, advice: string): CodeEntry => ({ severity: "blocker", title, advice });
/** Stops the run unless it is acknowledged. */
export const yielding = (title: string, advice: string): CodeEntry => ({
  ...blocker(title, advice),
  acknowledgeable: true,
});
export const warning = (title: string, advice: string): CodeEntry => ({ severity: "warning", title, advice });
export const info = (title: string, advice = ""): CodeEntry => ({ severity: "info", title, advice });
