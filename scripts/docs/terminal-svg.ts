import { readFileSync } from "node:fs";

/**
 * Terminal output as a picture: text with ANSI colours in, a self-contained SVG out. GitHub shows it as it is, in
 * any width, and the words in it can be searched in the file.
 *
 * `node bin/scripts/docs/terminal-svg.js "gitops-update preview" < recorded.txt > preview.svg`
 */

interface Look {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | null;
}

/** Characters that look the same, and where they stand. */
interface Run {
  readonly text: string;
  readonly look: Look;
}

const PLAIN: Look = { bold: false, dim: false, colour: null };
const COLOURS: Readonly<Record<number, string>> = {
  31: "#ff7b72",
  32: "#56d364",
  33: "#e3b341",
  34: "#79c0ff",
  35: "#d2a8ff",
  36: "#56d4dd",
};
const INK = "#e6edf3";
const FAINT = "#9da7b3";
const PAPER = "#0d1117";
const COLUMNS = 118;
const CELL = { width: 8.4, height: 20 };
const MARGIN = 18;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for.
const SGR = /\u001b\[([0-9;]*)m/;

function restyle(look: Look, number: number): Look {
  if (number === 0) return PLAIN;
  if (number === 1) return { ...look, bold: true };
  if (number === 2) return { ...look, dim: true };
  if (number === 22) return { ...look, bold: false, dim: false };
  if (number === 39) return { ...look, colour: null };
  return { ...look, colour: COLOURS[number] ?? look.colour };
}

/** One line into runs; odd parts of the split are the numbers of an escape sequence. */
function runsOf(line: string): Run[] {
  let look = PLAIN;
  return line.split(SGR).flatMap((part, index) => {
    if (index % 2 === 0) return part === "" ? [] : [{ text: part, look }];
    for (const number of part.split(";")) look = restyle(look, Number(number));
    return [];
  });
}

/** Where a line is cut: at the last blank that fits, or in the middle of a word that is too long. */
function cutAt(text: string, columns: number): number {
  const blank = text.lastIndexOf(" ", columns);
  return blank > columns / 2 ? blank + 1 : columns;
}

function splitRuns(runs: readonly Run[], at: number): [Run[], Run[]] {
  let left = at;
  const [head, tail]: [Run[], Run[]] = [[], []];
  for (const { text, look } of runs) {
    const taken = Math.max(0, Math.min(left, text.length));
    if (taken > 0) head.push({ text: text.slice(0, taken), look });
    if (taken < text.length) tail.push({ text: text.slice(taken), look });
    left -= text.length;
  }
  return [head, tail];
}

/** Long lines go on below their own text, not below their mark. */
function wrap(runs: readonly Run[]): Run[][] {
  const text = runs.map((run) => run.text).join("");
  if (text.length <= COLUMNS) return [[...runs]];
  const [head, tail] = splitRuns(runs, cutAt(text, COLUMNS));
  const indent = " ".repeat((/^\s*(?:[✓✗!-]\s)?/.exec(text)?.[0].length ?? 0) || 2);
  return [head, ...wrap([{ text: indent, look: PLAIN }, ...tail])];
}

export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function attributes({ bold, dim, colour }: Look): string {
  const fill = dim ? FAINT : (colour ?? INK);
  return `fill="${fill}"${bold ? ' font-weight="bold"' : ""}`;
}

/** Every run has its own place and width, so that columns stand under each other in whatever font there is. */
function drawLine(runs: readonly Run[], index: number): string {
  let column = 0;
  const y = MARGIN + (index + 0.75) * CELL.height;
  const parts = runs.map(({ text, look }) => {
    const lead = text.length - text.trimStart().length;
    const words = text.trim();
    const x = MARGIN + (column + lead) * CELL.width;
    column += text.length;
    if (words === "") return "";
    const width = (words.length * CELL.width).toFixed(1);
    const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}" textLength="${width}" lengthAdjust="spacingAndGlyphs"`;
    return `<text ${place} ${attributes(look)}>${escapeXml(words)}</text>`;
  });
  return parts.join("");
}

/** @param command shown in front, after a prompt; also the picture's title */
export function terminalSvg(command: string, output: string): string {
  const prompt = `\u001b[32m$\u001b[39m \u001b[1m${command}\u001b[22m`;
  const lines = [prompt, ...output.trimEnd().split("\n")].flatMap((line) => wrap(runsOf(line)));
  const width = Math.ceil(2 * MARGIN + COLUMNS * CELL.width);
  const height = 2 * MARGIN + lines.length * CELL.height;
  const font = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(command)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>`,
    `<g font-family="${font}" font-size="14" xml:space="preserve">`,
    ...lines.map(drawLine).filter((line) => line !== ""),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

if (require.main === module) {
  process.stdout.write(terminalSvg(process.argv[2] ?? "", readFileSync(0, "utf8")));
}
