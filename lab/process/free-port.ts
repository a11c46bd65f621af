import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the range from which the kernel hands out client ports, so that a remembered port stays ours.
const FROM = 20_000;
const TO = 30_000;

/** Whether nobody listens on this loopback port. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

/** A free loopback port that is not in `taken`; the answer is added to it. */
export async function freePort(taken: Set<number>): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO);
    if (!taken.has(port) && (await isFree(port))) {
      taken.add(port);
      return port;
    }
  }
}
