import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../domain/ports";

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
  sleep: async (milliseconds) => {
    await pause(milliseconds);
  },
};
