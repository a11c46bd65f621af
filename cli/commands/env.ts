import type { Command } from "commander";
import { shellQuote } from "../../providers/adapters/quote";
import { toolEnvironment } from "../../tools/environment";
import { contextOf } from "../context";
import { note, say, sayJson } from "../output/style";
import { linesOfMadeTools } from "../output/tool-lines";
import { ensureFileBackend, projectEnvironment } from "../project-environment";

export function registerEnv(program: Command): void {
  program
    .command("env")
    .description('print what plain pulumi needs: eval "$(gitops-update env)"')
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const variables: Record<string, string> = {
        ...projectEnvironment(context),
        ...(await toolEnvironment({ onProgress: linesOfMadeTools(note) })),
      };
      ensureFileBackend(variables.PULUMI_BACKEND_URL);
      if (context.output === "json") return sayJson(variables);
      for (const [name, value] of Object.entries(variables)) say(`export ${name}=${shellQuote(value)}`);
    });
}
