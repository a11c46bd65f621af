import { usage } from "./errors";

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** Largest unit first, each at most once: `30s`, `5m`, `1h30m`, `7d`. Seconds are the smallest. */
export const DURATION = /^(?=.)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/;

/** Milliseconds of `1h30m`; throws `DURATION_INVALID`. */
export function parseDuration(text: string): number {
  const match = DURATION.exec(text);
  if (match === null) {
    const found = `"${text.slice(0, 40)}" is not a duration; accepted: such as "30s", "5m" or "1h30m".`;
    throw usage("DURATION_INVALID", found, "write a number with its unit.");
  }
  return Object.values(UNITS).reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * unit, 0);
}

/** `5400000` -> `1h30m`; rounded up to whole seconds, so that a wait is never said shorter than it is. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.ceil(Math.max(0, milliseconds) / UNITS.s) * UNITS.s;
  if (rest === 0) return "0s";
  let text = "";
  for (const [letter, unit] of Object.entries(UNITS)) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) text += `${count}${letter}`;
  }
  return text;
}
