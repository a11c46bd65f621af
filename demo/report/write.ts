import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "./markdown";
import type { Story } from "./model";
import { page } from "./page";

/** Writes the report for people, for comparing and for machines; returns the page's path. */
export function writeReport(folder: string, story: Story): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(story, null, 2)}\n`);
  writeFileSync(join(folder, "report.md"), markdown(story));
  const file = join(folder, "report.html");
  writeFileSync(file, page(story));
  return file;
}
