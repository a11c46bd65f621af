/** One file as it was read. Offsets count the characters of `text`, a byte order mark included. */
export interface Source {
  /** From the root of the tree, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[];
}

/** Where something is written: enough to name it to people and to replace it. */
export interface At {
  readonly source: Source;
  /** Counts the YAML documents of the file from 0. */
  readonly document: number;
  readonly start: number;
  readonly end: number;
  /** Part of a longer scalar, such as the default in `${VERSION:=1.2.3}`; never gets quotes of its own. */
  readonly inside?: true;
}

/** For people and machines; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly document: number;
  readonly line: number;
  readonly column: number;
}

export function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

export const sourceOf = (path: string, text: string): Source => ({
  path,
  text,
  lineStarts: lineStartsOf(text),
});

/** Index of the line that holds an offset, by halving. */
export function lineIndex({ lineStarts }: Source, offset: number): number {
  let [low, high] = [0, lineStarts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function placeOf({ source, document, start }: At): Place {
  const line = lineIndex(source, start);
  return {
    file: source.path,
    document,
    line: line + 1,
    column: start - (source.lineStarts[line] ?? 0) + 1,
  };
}

/** `apps/shop/release.yaml:7:16`, as editors and compilers write it. */
export const describePlace = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** What is written there, quotes included. */
export const textAt = ({ source, start, end }: At): string => source.text.slice(start, end);
