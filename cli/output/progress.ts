import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import type { JournalEntry } from "../../domain/journal";
import { elapsed, mark, say, style } from "./style";

const POLL_MS = 150;

/** Calls back for every entry that is appended to a journal from now on. */
export function followJournal(file: string, onEntry: (entry: JournalEntry) => void): () => void {
  let offset = existsSync(file) ? statSync(file).size : 0;
  let rest = "";
  const read = (): void => {
    if (!existsSync(file)) return;
    const size = statSync(file).size;
    if (size <= offset) return;
    const buffer = Buffer.alloc(size - offset);
    const handle = openSync(file, "r");
    readSync(handle, buffer, 0, buffer.length, offset);
    closeSync(handle);
    offset = size;
    const lines = (rest + buffer.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onEntry(JSON.parse(line) as JournalEntry);
  };
  const timer = setInterval(read, POLL_MS);
  return () => {
    clearInterval(timer);
    read();
  };
}

const OUTCOME = { done: mark.good, failed: mark.bad, skipped: mark.skip } as const;

interface OpenStep {
  readonly title: string;
  readonly since: number;
}

/**
 * A line for every finished step; on a terminal also a live line with what is being done and for how long. Steps
 * come from the journal, so they show whoever does the work.
 */
export class ProgressLines {
  private readonly open = new Map<string, OpenStep>();
  private readonly began = Date.now();
  private readonly live = process.stdout.isTTY === true;
  private timer: NodeJS.Timeout | undefined;

  start(): void {
    if (this.live) this.timer = setInterval(() => this.drawLive(), 200);
    else
      say(
        `${style.dim(elapsed(0).padStart(8))}  ${style.cyan("…")} starting the engine and looking at the cluster`,
      );
  }

  show(entry: JournalEntry): void {
    if (entry.phase === "note") return;
    const title = String(entry.data?.title ?? entry.step);
    if (entry.phase === "intent") {
      this.open.set(entry.step, { title, since: Date.parse(entry.at) });
      return;
    }
    const took = Date.parse(entry.at) - (this.open.get(entry.step)?.since ?? Date.parse(entry.at));
    this.open.delete(entry.step);
    this.line(
      OUTCOME[entry.outcome ?? "done"](),
      title,
      took,
      entry.outcome === "skipped" ? "was so already" : "",
    );
  }

  line(symbol: string, title: string, took: number, note = ""): void {
    this.clearLive();
    const at = style.dim(elapsed(Date.now() - this.began).padStart(8));
    say(`${at}  ${symbol} ${title} ${style.dim(`(${[elapsed(took), note].filter(Boolean).join(", ")})`)}`);
  }

  stop(): void {
    clearInterval(this.timer);
    this.clearLive();
  }

  private clearLive(): void {
    if (this.live) process.stdout.write("\r\u001b[K");
  }

  private drawLive(): void {
    const steps = [...this.open.values()].map(
      ({ title, since }) => `${title} ${elapsed(Date.now() - since)}`,
    );
    const at = style.dim(elapsed(Date.now() - this.began).padStart(8));
    const line = steps.length === 0 ? "working" : steps.join("; ");
    process.stdout.write(
      `\r\u001b[K${at}  ${style.cyan("…")} ${line.slice(0, (process.stdout.columns ?? 100) - 14)}`,
    );
  }
}
