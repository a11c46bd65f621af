import picocolors from "picocolors";

/** Colours only where a person looks: NO_COLOR, FORCE_COLOR and a pipe are respected. */
export const style = picocolors.createColors(
  process.env.NO_COLOR === undefined &&
    (process.env.FORCE_COLOR !== undefined || process.stdout.isTTY === true),
);

/** Marks for states; plain words follow them, so that nothing is said by colour alone. */
export const mark = {
  good: () => style.green("✓"),
  bad: () => style.red("✗"),
  warn: () => style.yellow("!"),
  skip: () => style.dim("-"),
};

export const say = (line = ""): void => {
  process.stdout.write(`${line}\n`);
};

/** What people should know and what reads the answer must not see. */
export const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2));

/** `73.4` seconds -> `1m 13s`; below a minute one decimal. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  return `${Math.floor(seconds / 60)}m ${String(Math.round(seconds % 60)).padStart(2, "0")}s`;
}
