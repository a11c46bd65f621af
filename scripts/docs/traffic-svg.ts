import { type Story, totalsOf } from "../../demo/report/model";
import { bars, HEIGHT } from "../../demo/report/timeline";
import { duration, thousands } from "../../demo/report/words";
import type { RouteTally } from "../../demo/traffic/tally";
import type { Phase } from "../../demo/witness/phases";
import type { Chapter } from "../../demo/witness/witness";
import { escapeXml } from "./terminal-svg";

/** What the clients of a demonstration saw, as one picture: self-contained, for a page that shows no HTML. */

const WIDTH = 960;
const MARGIN = 20;
const INNER = WIDTH - 2 * MARGIN;
const STRIP = 46;
const ROW = { title: 30, label: 16, gap: 6, phases: 20, after: 26 };
const COLOURS = ["#4263eb", "#7048e8", "#1098ad", "#2b8a3e", "#e67700", "#868e96"];
const [PAPER, INK, SOFT, GOOD, BAD] = ["#ffffff", "#16202c", "#5b6878", "#2f9e6e", "#d6336c"];
/** How wide a letter is at most; names that do not fit are left out. */
const LETTER = 7;

const text = (x: number, y: number, size: number, fill: string, words: string, more = ""): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="${size}" fill="${fill}"${more}>${escapeXml(words)}</text>`;

function strip({ route, sent, failed, seconds }: RouteTally, width: number, top: number): string {
  const { good, failed: bad } = bars(seconds, width);
  const scale = `translate(${MARGIN} ${top + ROW.label}) scale(${(INNER / width).toFixed(4)} ${STRIP / HEIGHT})`;
  const label = `${route}: ${thousands(failed)} of ${thousands(sent)} requests failed`;
  return `${text(MARGIN, top + 12, 12, SOFT, label)}<g transform="${scale}"><path fill="${GOOD}" d="${good}"/><path fill="${BAD}" d="${bad}"/></g>`;
}

function phaseBar(phase: Phase, index: number, chapter: Chapter, top: number): string {
  const scale = INNER / (chapter.to - chapter.from);
  const x = MARGIN + (phase.from - chapter.from) * scale;
  const width = Math.max(2, (phase.to - phase.from) * scale);
  const name = `${phase.title} ${duration((phase.to - phase.from) / 1000)}`;
  const box = `<rect x="${x.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${ROW.phases - 2}" rx="4" fill="${COLOURS[index % COLOURS.length]}"><title>${escapeXml(name)}</title></rect>`;
  return width < 12 + phase.title.length * LETTER
    ? box
    : box + text(x + 6, top + 13, 11, "#ffffff", phase.title);
}

function chapterHeight({ routes }: Chapter): number {
  return ROW.title + routes.length * (ROW.label + STRIP + ROW.gap) + ROW.phases + ROW.after;
}

function drawChapter(chapter: Chapter, top: number): string {
  const { written, lost, seconds } = totalsOf(chapter);
  const title = `${chapter.title}, ${duration(seconds)}: ${thousands(lost)} records lost, ${thousands(written)} written meanwhile`;
  const strips = chapter.routes.map((route, index) =>
    strip(route, seconds, top + ROW.title + index * (ROW.label + STRIP + ROW.gap)),
  );
  const below = top + ROW.title + chapter.routes.length * (ROW.label + STRIP + ROW.gap);
  const phases = chapter.phases.map((phase, index) => phaseBar(phase, index, chapter, below));
  return [text(MARGIN, top + 18, 15, INK, title, ' font-weight="600"'), ...strips, ...phases].join("");
}

export function trafficSvg({ chapters }: Story): string {
  const tops = chapters.map((_, index) =>
    chapters.slice(0, index).reduce((sum, chapter) => sum + chapterHeight(chapter), MARGIN),
  );
  const height = chapters.reduce((sum, chapter) => sum + chapterHeight(chapter), MARGIN);
  const summary = "Requests of every second during an upgrade and the way back";
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif">`,
    `<title>${summary}</title>`,
    `<rect width="100%" height="100%" rx="12" fill="${PAPER}"/>`,
    ...chapters.map((chapter, index) => drawChapter(chapter, tops[index] ?? 0)),
    "</svg>",
  ].join("\n")}\n`;
}
