import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readServiceEvents } from "../../../lab/node/service-events";
import { ServiceLog } from "../../../lab/node/service-log";

const NEAR_MS = 3_000;
const LINES = 25;
/** More than a log and the one rotated before it hold. */
const ALL = 1_000_000;

/** What a node's logs say around a moment, oldest first. */
function wordsAround(logs: string, moment: string): string[] {
  const names = readdirSync(logs).filter((name) => name.endsWith(".log"));
  const said = names.flatMap((name) => new ServiceLog(join(logs, name)).tail(ALL));
  const near = said.filter(({ time }) => Math.abs(Date.parse(time) - Date.parse(moment)) <= NEAR_MS);
  return near.slice(-LINES).map(({ time, source, message }) => `      ${time} ${source}: ${message}`);
}

/** Every start and end of a node's k3s; what ended by itself with its last words. */
async function historyOf(node: string): Promise<string[]> {
  const events = await readServiceEvents(join(node, "service-events.jsonl"));
  return events.flatMap(({ time, event, version = "", result = "" }, at) => {
    const byItself = event === "exit" && events[at + 1]?.event === "auto-restart";
    const said = byItself ? wordsAround(join(node, "logs"), time) : [];
    return [`  ${time} ${event} ${version}${result}`.trimEnd(), ...said];
  });
}

/** Whoever asks why a test has failed cannot ask its lab any more: this is what the services of its nodes did. */
export async function tellHistory(dir: string): Promise<void> {
  const nodes = join(dir, ".lab", "default", "nodes");
  const names = existsSync(nodes) ? readdirSync(nodes) : [];
  const told = await Promise.all(names.map(async (name) => [name, ...(await historyOf(join(nodes, name)))]));
  process.stderr.write(["", "The nodes of the suite that failed:", ...told.flat(), ""].join("\n"));
}
