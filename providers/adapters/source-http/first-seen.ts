import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { Clock, FirstSeen } from "../../../domain/ports";

const Known = z.object({ source: z.string(), since: z.record(z.string(), z.string()) });

/** A file per source. One that cannot be read starts anew: ages are then too young, which holds updates back. */
function knownOf(file: string, source: string): Map<string, string> {
  try {
    const known = Known.parse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(known.source === source ? Object.entries(known.since) : []);
  } catch {
    return new Map();
  }
}

function write(file: string, source: string, since: ReadonlyMap<string, string>): void {
  const text = JSON.stringify({ source, since: Object.fromEntries(since) });
  writeFileAtomic.sync(file, text, { mode: 0o600 });
}

/** First-seen times on disk, beside the answers. What was seen stays known when it goes and comes back. */
export function openFirstSeen(cacheDir: string, clock: Clock): FirstSeen {
  const dir = join(cacheDir, "first-seen");
  return {
    note(source, names) {
      const name = createHash("sha256").update(source).digest("hex").slice(0, 32);
      const file = join(dir, `${name}.json`);
      const since = knownOf(file, source);
      const present = new Set(names);
      const gone = [...since.keys()].filter((known) => !present.has(known));
      const now = clock.now().toISOString();
      const fresh = names.filter((it) => !since.has(it));
      for (const it of fresh) since.set(it, now);
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      if (fresh.length > 0) write(file, source, since);
      return { since, gone };
    },
  };
}
