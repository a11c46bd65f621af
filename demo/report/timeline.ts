import type { RouteTally, Second, Span } from "../traffic/tally";
import type { Phase } from "../witness/phases";
import type { Chapter } from "../witness/witness";
import { type Html, html, NOTHING } from "./markup";
import { duration } from "./words";

/** Height of a strip in the units of its drawing; the page stretches it. */
export const HEIGHT = 100;
/** A failure is seen however few they are. */
const LEAST = 6;
/** Names do not fit into shorter phases. */
const NAMED_SHARE = 0.07;
const TICKS = [5, 10, 15, 30, 60, 120, 300, 600];
const MOST_TICKS = 8;

const percent = (at: number, { from, to }: Span): string =>
  `${(((at - from) / (to - from)) * 100).toFixed(2)}%`;

const bar = (second: number, from: number, to: number): string =>
  `M${second} ${(HEIGHT - from).toFixed(1)}h.9V${(HEIGHT - to).toFixed(1)}h-.9z`;

/** Failures stand at the bottom of a second, good answers on top of them. */
export function bars(seconds: readonly Second[], width: number): { good: string; failed: string } {
  const most = Math.max(1, ...seconds.map(({ sent }) => sent));
  const paths = seconds.map(({ sent, failed }, second) => {
    // Of the last second only a part may have been watched.
    const full = most * Math.min(1, width - second);
    const low = failed === 0 ? 0 : Math.max(LEAST, Math.min(1, failed / full) * HEIGHT);
    const high = Math.max(low, Math.min(1, sent / full) * HEIGHT);
    return {
      good: sent > failed ? bar(second, low, high) : "",
      failed: failed > 0 ? bar(second, 0, low) : "",
    };
  });
  const join = (key: "good" | "failed"): string => paths.map((path) => path[key]).join("");
  return { good: join("good"), failed: join("failed") };
}

function strip({ route, sent, failed, seconds }: RouteTally, chapter: Chapter): Html {
  const width = (chapter.to - chapter.from) / 1000;
  const { good, failed: bad } = bars(seconds, width);
  const label = `${route}: ${sent} requests, ${failed} failed`;
  const lines = chapter.marks.map(({ title, at }) => {
    const x = ((at - chapter.from) / 1000).toFixed(2);
    return html`<path class="mark" d="M${x} 0V${HEIGHT}"><title>${title}</title></path>`;
  });
  return html`<div class="strip"><div class="strip-label"><b>${route}</b> ${failed === 0 ? "no failure" : `${failed} failed`}</div>
<svg viewBox="0 0 ${width.toFixed(2)} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="good" d="${good}"/><path class="failed" d="${bad}"/>${lines}</svg></div>`;
}

function phaseBar(phase: Phase, index: number, chapter: Chapter): Html {
  const width = percent(chapter.from + phase.to - phase.from, chapter);
  const share = (phase.to - phase.from) / (chapter.to - chapter.from);
  const takes = duration((phase.to - phase.from) / 1000);
  return html`<span class="p${index % 6}" style="left:${percent(phase.from, chapter)};width:${width}" title="${phase.title}, ${takes}">${share < NAMED_SHARE ? "" : phase.title}</span>`;
}

/** On a phone no name fits, so all of them stand below once more. */
const legend = ({ phases }: Chapter): Html =>
  html`<ul class="legend">${phases.map(
    (phase, index) =>
      html`<li><i class="p${index % 6}"></i>${phase.title} <span>${duration((phase.to - phase.from) / 1000)}</span></li>`,
  )}</ul>`;

function axis({ from, to }: Span): Html {
  const seconds = (to - from) / 1000;
  const every = TICKS.find((tick) => seconds / tick <= MOST_TICKS) ?? 600;
  const ticks = Array.from({ length: Math.floor(seconds / every) + 1 }, (_, index) => index * every);
  return html`<div class="axis">${ticks.map(
    (tick) => html`<span style="left:${percent(from + tick * 1000, { from, to })}">${tick} s</span>`,
  )}</div>`;
}

/** Requests of every second of a chapter, what the update was at meanwhile, and when k3s was restarted. */
export function timeline(chapter: Chapter): Html {
  if (chapter.to <= chapter.from) return NOTHING;
  return html`<div class="timeline">${chapter.routes.map((route) => strip(route, chapter))}
<div class="phases">${chapter.phases.map((phase, index) => phaseBar(phase, index, chapter))}</div>${axis(chapter)}${legend(chapter)}</div>`;
}
