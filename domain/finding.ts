/** A judgement with a stable code: what was found, about what, and what to do next. */
export interface Finding {
  /** Stable, upper case, such as `NODE_NOT_READY`; listed in `docs/reference/findings.md`. */
  readonly code: string;
  /** `blocker` stops the run before it starts, `warning` is said before approval, `info` explains. */
  readonly severity: "blocker" | "warning" | "info";
  /** What it is about: `node agent-1`, `pdb shop/web`, `version v1.36.3+k3s1`. */
  readonly subject: string;
  readonly message: string;
  /** One imperative sentence; empty when nothing is to be done. */
  readonly next: string;
}

export const isBlocker = (finding: Finding): boolean => finding.severity === "blocker";

/** Reads as a line: `blocker NODE_NOT_READY node agent-1: ... (next: ...)`. */
export function describeFinding({ severity, code, subject, message, next }: Finding): string {
  const advice = next === "" ? "" : ` Next: ${next}`;
  return `${severity} ${code} ${subject}: ${message}${advice}`;
}
