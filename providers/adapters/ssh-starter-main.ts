// The small process behind ssh-starter.ts: runs the clients that it is told to, and ends with whoever told it.

import { runClient } from "./ssh-client";
import type { StarterAnswer, StarterRequest } from "./ssh-starter";

async function answer({ id, words, options }: StarterRequest): Promise<StarterAnswer> {
  try {
    return { id, result: await runClient(words, options) };
  } catch (error) {
    return { id, error: String(error) };
  }
}

process.on("message", (request: StarterRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
process.on("disconnect", () => process.exit());
