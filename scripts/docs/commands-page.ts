import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Command } from "commander";
import { code, generatedPage } from "./markdown";

const run = promisify(execFile);

interface Help {
  readonly path: string;
  readonly text: string;
}

/** Stands between what loading the command line prints and what this file prints. */
const SEPARATOR = "\f";
/** A command that touches nothing: loading `cli/main` runs whatever the process was started with. */
const HARMLESS = ["completion", "bash"];

function helpOf(command: Command, path: string): Help[] {
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 });
  command.outputHelp();
  const below = command.commands.flatMap((child) => helpOf(child, `${path} ${child.name()}`));
  return [{ path, text: text.trimEnd() }, ...below];
}

/** In a process of its own: every command's help as JSON, behind a separator. */
async function printHelps(): Promise<void> {
  const { buildProgram } = await import("../../cli/program.js");
  process.stdout.write(`${SEPARATOR}${JSON.stringify(helpOf(buildProgram(), "gitops-update"))}`);
}

async function allHelps(root: string): Promise<Help[]> {
  const script = join(root, "bin", "scripts", "docs", "commands-page.js");
  if (!existsSync(script)) throw new Error("bin/scripts/docs is not built; run: npm run build");
  const { PULUMI_STACK: _stack, ...env } = process.env;
  const options = { cwd: root, env: { ...env, NO_COLOR: "1" } };
  const { stdout } = await run(process.execPath, [script, ...HARMLESS], options);
  return JSON.parse(stdout.slice(stdout.indexOf(SEPARATOR) + 1)) as Help[];
}

/** The help of every command, word for word. */
export async function commandsPage(root: string): Promise<string> {
  const sections = (await allHelps(root)).map(
    ({ path, text }) => `## ${code(path)}\n\n\`\`\`text\n${text}\n\`\`\``,
  );
  return generatedPage("Commands", [
    "What `--help` prints, for every command. From a checkout, `gitops-update` stands for\n" +
      "`npm run --silent gitops-update --`.",
    ...sections,
  ]);
}

if (require.main === module) {
  printHelps().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
