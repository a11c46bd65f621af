import type { Command } from "commander";
import { renderTable } from "../../report/table";
import { openStackOnly } from "../automation";
import { contextOf } from "../context";
import { PROJECT } from "../engine";
import { type HistoryEntry, readHistory } from "../history";
import { say, sayJson, style } from "../output/style";

const versionsOf = ({ versions }: HistoryEntry): string =>
  [...new Set(Object.values(versions ?? {}))].join(", ");

const row = (entry: HistoryEntry): string[] => [
  String(entry.update),
  entry.startedAt,
  entry.kind,
  entry.result,
  versionsOf(entry),
  entry.backup ?? "",
  entry.message,
];

export async function runHistory(_options: object, command: Command): Promise<void> {
  const context = contextOf(command);
  const { stack, backend } = await openStackOnly(context);
  const history = await readHistory(stack, backend, PROJECT);
  if (context.output === "json") return sayJson(history);
  if (history.length === 0) return say("No update yet. Start with: gitops-update preview");
  const head = ["UPDATE", "STARTED", "KIND", "RESULT", "VERSIONS AFTER", "BACKUP", "MESSAGE"];
  for (const line of renderTable(head, history.map(row), style)) say(line);
}
