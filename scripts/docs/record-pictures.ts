import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitopsUpdate } from "../../demo/command-line";
import type { Story } from "../../demo/report/model";
import { checkoutRoot } from "../../tools/checkout";
import { terminalSvg } from "./terminal-svg";
import { trafficSvg } from "./traffic-svg";

/**
 * Records the pictures of the README anew. `preview` and `up` are run for real, so a lab at the beginning of the story
 * has to be up; the traffic comes from the report of the last demonstration:
 *
 *   npm run demo -- --keep --nodes real && node bin/scripts/docs/record-pictures.js
 */

const folder = join(checkoutRoot(), "docs", "pictures");
const write = (name: string, picture: string): void => writeFileSync(join(folder, name), picture);

async function record(words: readonly string[], shorten: (output: string) => string): Promise<string> {
  const { code, stdout } = await gitopsUpdate(words, true);
  if (code !== 0) throw new Error(`gitops-update ${words.join(" ")} ended with ${code}\n${stdout}`);
  return terminalSvg(`gitops-update ${words.join(" ")}`, shorten(stdout));
}

/** The plan that `up` shows first is that of the preview. */
function withoutPlan(output: string): string {
  const lines = output.split("\n");
  const start = lines.findIndex((line) => line.includes("starting the engine"));
  return [
    lines[0],
    "",
    "  ... the plan as in the preview, left out here ...",
    "",
    ...lines.slice(start + 1),
  ].join("\n");
}

async function main(): Promise<void> {
  process.env.FORCE_COLOR = "1";
  const story = readFileSync(join(checkoutRoot(), ".state", "demo", "report.json"), "utf8");
  write("traffic.svg", trafficSvg(JSON.parse(story) as Story));
  write("preview.svg", await record(["preview"], (output) => output));
  write("up.svg", await record(["up", "--yes"], withoutPlan));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
