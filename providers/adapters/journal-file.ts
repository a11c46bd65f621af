import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { stalled } from "../../domain/errors";
import { chainEntry, type JournalBody, type JournalEntry, verifyChain } from "../../domain/journal";
import type { Journal } from "../../domain/ports";

const GENESIS = "";

/** Reads and checks the whole chain; a last line torn by a crash is cut off, anything else is refused. */
function load(file: string): JournalEntry[] {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, "utf8");
  const { ok, entries, badLine, tornTail } = verifyChain(text);
  if (!ok) {
    const next = `compare ${file} with its backup; move it away to start a new one.`;
    throw stalled(
      "JOURNAL_BROKEN",
      `line ${badLine} of the journal does not follow from the line before.`,
      next,
    );
  }
  if (tornTail === true) truncateSync(file, Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1)));
  return [...entries];
}

function appendDurably(file: string, line: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const handle = openSync(file, "a", 0o600);
  try {
    writeSync(handle, `${line}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The append-only, fsynced, hash-chained record in front of and behind every act. */
export function openJournal(file: string, now: () => Date): Journal {
  const entries = load(file);
  return {
    entries: () => entries,
    append(body: JournalBody): JournalEntry {
      const previous = entries.at(-1);
      const entry = chainEntry(previous?.hash ?? GENESIS, {
        seq: (previous?.seq ?? 0) + 1,
        at: now().toISOString(),
        ...body,
      });
      appendDurably(file, JSON.stringify(entry));
      entries.push(entry);
      return entry;
    },
  };
}
