import type { SourceName, Tool } from "./types";

export interface Attempt {
  readonly source: SourceName;
  readonly reason: string;
}

/** One error for a tool that could not be had anywhere: what was tried, why each failed, and what to do. */
export class ToolNotFound extends Error {
  override readonly name = "ToolNotFound";

  constructor(
    readonly tool: Tool,
    readonly attempts: readonly Attempt[],
  ) {
    super([`${tool.name} ${tool.version} is not to be had.`, ...attempts.map(line), advice(tool)].join("\n"));
  }
}

function line({ source, reason }: Attempt): string {
  return `  ${source}: ${reason}`;
}

function advice(tool: Tool): string {
  const install = tool.onPath ? `Install ${tool.name} ${tool.onPath.range} on the PATH, or ` : "";
  const rest = `${tool.release ? "allow downloads from GitHub, or " : ""}install Go so that it can be built.`;
  const text = `${install}${rest}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
