import { plainText } from "./note";

export type Row = readonly string[];

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map(plainText);

const isRule = (line: string): boolean => /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(line);

/** The tables of a text: each a list of rows, the heading first, cells without links and emphasis. */
export function readTables(markdown: string): Row[][] {
  const tables: Row[][] = [];
  const lines = markdown.split(/\r?\n/);
  for (let at = 1; at < lines.length; at++) {
    const heading = lines[at - 1] ?? "";
    if (!heading.includes("|") || !isRule(lines[at] ?? "")) continue;
    const stop = lines.findIndex((line, i) => i > at && !line.includes("|"));
    const body = lines.slice(at + 1, stop === -1 ? lines.length : stop);
    tables.push([heading, ...body].map(cellsOf));
    at += body.length;
  }
  return tables;
}
