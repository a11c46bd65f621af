import { Cron } from "croner";

/** As `policy.window` is parsed: opens by `cron`, or on `days` at `start`, and stays open for `duration`. */
export interface WindowSpec {
  readonly cron?: string | undefined;
  readonly days?: readonly string[] | undefined;
  /** `03:00` in `timeZone`. */
  readonly start?: string | undefined;
  /** Milliseconds from the opening on, which may run past midnight. */
  readonly duration: number;
  readonly timeZone: string;
}

/** Five fields: with seconds a window would open more often than anyone means. */
export function isCronExpression(value: string): boolean {
  if (value.length > 100 || value.trim().split(/\s+/).length !== 5) return false;
  try {
    new Cron(value, { paused: true });
    return true;
  } catch {
    return false;
  }
}

/** A union of windows that long has no end that anyone waits for. */
const MOST_CHAINED = 64;

/**
 * One way to say when windows open. A start that daylight saving skips (02:30 in spring) opens when the clocks have
 * moved on; one that comes twice (02:30 in autumn) opens once, the first time.
 */
function schedule({ cron, days, start, timeZone }: WindowSpec): Cron {
  const [hour, minute] = (start ?? "00:00").split(":").map(Number);
  const weekdays = days === undefined || days.length === 0 ? "*" : days.join(",");
  return new Cron(cron ?? `${minute} ${hour} * * ${weekdays}`, { paused: true, timezone: timeZone });
}

/** When this window closes if it is open at an instant: the length counts in real time, not on the wall clock. */
function closesAt(window: WindowSpec, instant: number): number | null {
  const opened = schedule(window).nextRun(new Date(instant - window.duration));
  if (opened === null || opened.getTime() > instant) return null;
  return opened.getTime() + window.duration;
}

function lastClose(windows: readonly WindowSpec[], instant: number): number | null {
  const closes = windows.map((window) => closesAt(window, instant)).filter((it) => it !== null);
  return closes.length === 0 ? null : Math.max(...closes);
}

/** Whether nodes may be touched. No windows at all is always. */
export function isOpen(windows: readonly WindowSpec[], instant: Date): boolean {
  return windows.length === 0 || lastClose(windows, instant.getTime()) !== null;
}

/** The next instant after this one at which a window opens; `null` when none ever does. */
export function nextOpening(windows: readonly WindowSpec[], instant: Date): Date | null {
  const openings = windows.map((window) => schedule(window).nextRun(instant)).filter((it) => it !== null);
  if (openings.length === 0) return null;
  return new Date(Math.min(...openings.map((opening) => opening.getTime())));
}

/** Whether `seconds` from now on lie inside windows; those that touch or overlap count as one. */
export function fits(windows: readonly WindowSpec[], instant: Date, seconds: number): boolean {
  if (windows.length === 0) return true;
  const end = instant.getTime() + seconds * 1000;
  let reached = instant.getTime();
  for (let i = 0; i < MOST_CHAINED; i++) {
    const close = lastClose(windows, reached);
    if (close === null || close <= reached) return false;
    if (close >= end) return true;
    reached = close;
  }
  return false;
}

/** The next time that a cron expression means, on the clock of a time zone; `null` when it never comes. */
export const nextRun = (cron: string, timeZone: string, instant: Date): Date | null =>
  new Cron(cron, { paused: true, timezone: timeZone }).nextRun(instant);
