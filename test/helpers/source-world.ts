import type { Credential, SourceWorld } from "../../detection/sources";
import type { Clock } from "../../domain/ports";
import { openFirstSeen, openSourceHttp } from "../../providers/adapters/source-http";
import { tempFolder } from "./temp-folder";

export interface SourceWorldOptions {
  readonly cacheDir?: string;
  readonly now?: string;
  readonly credentials?: (url: string) => Credential | null;
}

/** The real HTTP and the real files, impatient, at a fixed time. */
export function sourceWorld(options: SourceWorldOptions = {}): SourceWorld {
  const { cacheDir = tempFolder(), now = "2026-06-01T10:00:00.000Z", credentials = () => null } = options;
  const clock: Clock = { now: () => new Date(now), elapsedMs: () => 0, sleep: async () => undefined };
  const http = openSourceHttp({
    cacheDir,
    clock,
    patience: { retries: 1, firstPauseMs: 2, longestPauseMs: 10 },
    deadlines: { idleMs: 2_000, totalMs: 5_000 },
  });
  return { http, firstSeen: openFirstSeen(cacheDir, clock), credentials };
}
