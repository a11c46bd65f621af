/** One figure of a bench run; `goal` and `met` are null where there is nothing to reach. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: "s" | "ratio" | "MB" | "requests" | "steps";
  readonly goal: string | null;
  readonly met: boolean | null;
}

export const figure = (name: string, value: number, unit: Figure["unit"]): Figure => ({
  name,
  value: round(value),
  unit,
  goal: null,
  met: null,
});

export const atMost = (name: string, value: number, unit: Figure["unit"], limit: number): Figure => ({
  name,
  value: round(value),
  unit,
  goal: `<= ${limit}`,
  met: value <= limit,
});

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** The middle one: shared machines are noisy, and one slow run must not decide. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
