import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";

const ROTATE_AT_BYTES = 8 * 1024 * 1024;

/** One line of a journal. */
export interface LogLine {
  readonly time: string;
  /** Who wrote it, such as `k3s[4711]` or `systemd[1]`. */
  readonly source: string;
  readonly message: string;
}

/** A service's journal: one file and one rotated before it, so that a crash loop cannot fill the disk. */
export class ServiceLog {
  private size: number;

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    this.size = sizeOf(file);
  }

  /** Appends one line. */
  write(source: string, message: string, now = new Date()): void {
    const line = `${now.toISOString()} ${source}: ${message}\n`;
    this.rotateBefore(line.length);
    appendFileSync(this.file, line, { mode: 0o600 });
    this.size += line.length;
  }

  /** The last `count` lines, oldest first. */
  tail(count: number): LogLine[] {
    const current = linesOf(this.file);
    const older = current.length < count ? linesOf(`${this.file}.1`) : [];
    return count === 0 ? [] : [...older, ...current].slice(-count).map(parseLine);
  }

  private rotateBefore(bytes: number): void {
    if (this.size + bytes > ROTATE_AT_BYTES) {
      renameSync(this.file, `${this.file}.1`);
      this.size = 0;
    }
  }
}

function parseLine(line: string): LogLine {
  const match = /^(\S+) (\S+): (.*)$/.exec(line);
  return { time: match?.[1] ?? "", source: match?.[2] ?? "", message: match?.[3] ?? line };
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch {
    return [];
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
