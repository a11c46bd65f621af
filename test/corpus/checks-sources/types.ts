import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A check of recorded real inputs: `dir` is where they lie. It throws what is wrong and returns a figure. */
export interface CorpusCheck {
  readonly title: string;
  readonly run: (dir: string) => string | Promise<string>;
}

export const text = (dir: string, file: string): string => readFileSync(join(dir, file), "utf8");
export const json = (dir: string, file: string): unknown => JSON.parse(text(dir, file));
export const files = (dir: string, folder: string, end: string): string[] =>
  readdirSync(join(dir, folder))
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => `${folder}/${name}`);
