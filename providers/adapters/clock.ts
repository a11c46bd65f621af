import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../domain/ports";

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds) => {
    await pause(milliseconds);
  },
};
