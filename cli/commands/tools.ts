import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { renderTable } from "../../report/table";
import { packK3s } from "../../tools/k3s-file";
import { TOOLS } from "../../tools/registry";
import { isReady, resolveTool } from "../../tools/resolve";
import type { ToolProgress } from "../../tools/types";
import { contextOf } from "../context";
import { mark, say, sayJson, style } from "../output/style";
import { toolLines } from "../output/tool-lines";

/** The k3s files that the embedded cluster starts with and goes to. */
const LAB_VERSIONS = ["v1.35.4+k3s1", "v1.36.3+k3s1"];

/** Packing needs a place to write to; what counts is that everything is in the cache afterwards. */
export async function provideK3s(
  version: string,
  onProgress: (progress: ToolProgress) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gitops-updates-"));
  try {
    await packK3s(version, join(folder, "k3s"), { onProgress });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gets the engine and what the embedded cluster is made of. */
async function provideTools(
  more: readonly string[],
  onProgress: (progress: ToolProgress) => void,
): Promise<void> {
  for (const version of [...LAB_VERSIONS, ...more]) await provideK3s(version, onProgress);
  for (const name of ["ask-daemon", "pulumi"]) await resolveTool(name, { onProgress });
}

function registerList(tools: Command): void {
  tools
    .command("list")
    .description("show which outside tools are needed and whether they are ready")
    .action(async (_options: object, command: Command) => {
      const rows = await Promise.all(
        TOOLS.map(async ({ name, version }) => ({ name, version, ready: await isReady(name, version) })),
      );
      if (contextOf(command).output === "json") return sayJson(rows);
      const lines = rows.map(({ name, version, ready }) => [name, version, ready ? "ready" : "not yet"]);
      for (const line of renderTable(["TOOL", "VERSION", "STATE"], lines, style)) say(line);
    });
}

export function registerTools(program: Command): void {
  const tools = program
    .command("tools")
    .description("outside tools: engine, control plane, simulated kubelets");
  registerList(tools);
  tools
    .command("fetch")
    .description("get all of them now: from PATH, cache, download or build")
    .option("--k3s <versions...>", `versions of k3s for the lab, beside ${LAB_VERSIONS.join(" and ")}`)
    .addHelpText(
      "after",
      "\nGITOPS_UPDATES_TOOLS=path,cache,download,build chooses the sources and their order.",
    )
    .action(async ({ k3s = [] }: { k3s?: string[] }) => {
      await provideTools(k3s, toolLines(say));
      say(`${mark.good()} all tools are ready`);
    });
}
