import type { CodeEntry } from "../../domain/codes/entry";
import { FINDING_CODES } from "../../domain/finding-codes";
import { code, generatedPage, table } from "./markdown";

const row = ([name, { severity, title, advice, acknowledgeable }]: readonly [
  string,
  CodeEntry,
]): string[] => [code(name), severity, acknowledgeable === true ? "yes" : "", title, advice];

/** What the preview and the health checks can say, from the table that makes every finding. */
export function findingsPage(): string {
  const head = ["code", "severity", "can be acknowledged", "what it says", "what to do"];
  return generatedPage("Findings", [
    "What a preview or a health check may say. A `blocker` stops `up` before anything is touched, a `warning` is said\n" +
      "before you confirm, an `info` explains. The case at hand may raise or lower a severity.",
    "A blocker that can be acknowledged becomes a warning when its code is listed under\n" +
      "`gitops-updates:policy.acknowledge`. Source: `domain/codes/`.",
    table(head, Object.entries(FINDING_CODES).map(row)),
  ]);
}
