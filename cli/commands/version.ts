import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { checkoutRoot } from "../../tools/checkout";
import { FORMS, outputOf } from "../context";
import { say, sayJson } from "../output/style";

const Package = z.object({ version: z.string() });

/** As package.json has it. */
const ownVersion = (): string =>
  Package.parse(JSON.parse(readFileSync(join(checkoutRoot(), "package.json"), "utf8"))).version;

function showVersion(command: Command): void {
  const [version, nodejs] = [ownVersion(), process.versions.node];
  if (outputOf(command, FORMS) === "json") sayJson({ version, nodejs });
  else say(`gitops-update ${version} (Node.js ${nodejs})`);
}

export function registerVersion(program: Command): void {
  program
    .command("version")
    .description("the version of this command and of the Node.js that runs it")
    .action((_options: object, command: Command) => showVersion(command));
}

/** Alone, as with most commands, `--version` asks for the same; behind a command the word is that command's own. */
export const withVersionCommand = (words: readonly string[]): string[] =>
  words.length === 1 && ["--version", "-V"].includes(words[0] ?? "") ? ["version"] : [...words];
