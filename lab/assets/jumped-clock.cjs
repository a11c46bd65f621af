// Lets a Node.js program read a wall clock that jumps: node --require jumped-clock.cjs. The jump is the lab's fault
// "clock-jump" without a target, read anew from the file in GITOPS_UPDATES_LAB_FAULTS, so it can come in the middle.
// Timers and performance.now() stay as they are, as they do when a real clock is set.
const { readFileSync } = require("node:fs");

const file = process.env.GITOPS_UPDATES_LAB_FAULTS;
const EVERY_MS = 100;
const Real = Date;
let readAt = -Infinity;
let jump = 0;

function readJump() {
  try {
    const faults = JSON.parse(readFileSync(file, "utf8"));
    const found = faults.find(({ id, target }) => id === "clock-jump" && target === "");
    return found === undefined ? 0 : Number(found.params.seconds ?? 3600) * 1000;
  } catch {
    return 0;
  }
}

function now() {
  const elapsed = performance.now();
  if (elapsed - readAt > EVERY_MS) {
    readAt = elapsed;
    jump = readJump();
  }
  return Real.now() + jump;
}

globalThis.Date = new Proxy(Real, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new Real(now()).toString(),
  get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
});
