import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodeOf } from "../../cli/exit-codes";
import { type ErrorKind, UpdateError } from "../../domain/errors";
import { code, generatedPage, table } from "./markdown";
import { type SourceError, sourceErrors } from "./source-errors";

const KINDS: Readonly<Record<ErrorKind, string>> = {
  usage: "the command line or the configuration is wrong; nothing was touched",
  blocked: "a person has to decide or mend something first",
  waiting: "comes right by itself; it was retried before it was said",
  stalled: "stopped in the middle, and a person has to look; progress is kept",
  partial: "stopped in the middle on purpose; run again to go on",
};

/** Codes with a section of their own in the troubleshooting page. */
function explainedCodes(root: string): ReadonlySet<string> {
  const text = readFileSync(join(root, "docs", "troubleshooting.md"), "utf8");
  return new Set([...text.matchAll(/^### ([A-Z][A-Z0-9_]+)$/gm)].map(([, name = ""]) => name));
}

function rowOf({ code: name, kind, file }: SourceError, explained: ReadonlySet<string>): string[] {
  const exit = exitCodeOf(new UpdateError({ kind, code: name, message: "", next: "" }));
  const help = explained.has(name) ? `[help](../troubleshooting.md#${name.toLowerCase()})` : "";
  return [code(name), kind, String(exit), help, code(file)];
}

/** Every error code that the sources raise; what was found and what to do next is in the message itself. */
export function errorsPage(root: string): string {
  const explained = explainedCodes(root);
  const kinds = Object.entries(KINDS).map(([kind, meaning]) => [kind, meaning]);
  return generatedPage("Errors", [
    "Every error reads `CODE: what was found. Next: what to do.` With `-o json` it is an object on standard error\n" +
      "with `kind`, `code`, `message` and `next`. Codes are stable; texts are not.",
    table(["kind", "meaning"], kinds),
    "The exit code below is that of the kind. An error that arrives through the engine is text by then; the command\n" +
      "reads its kind from the code again, and what it does not know ends with 75.",
    table(
      ["code", "kind", "exit", "help", "raised in"],
      sourceErrors(root).map((error) => rowOf(error, explained)),
    ),
  ]);
}
