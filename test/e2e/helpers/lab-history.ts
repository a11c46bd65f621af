import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Happened {
  readonly time: string;
  readonly event: string;
  readonly version?: string;
  readonly result?: string;
}

const BEFORE_MS = 3_000;
const LINES = 25;

const linesOf = (file: string): string[] => readFileSync(file, "utf8").trim().split("\n");

/** What a node's log says in the seconds before a moment, oldest first. */
function lastWords(logs: string, moment: string): string[] {
  const from = Date.parse(moment) - BEFORE_MS;
  const said = readdirSync(logs)
    .sort()
    .reverse()
    .flatMap((name) => linesOf(join(logs, name)));
  const isNear = (line: string): boolean => {
    const at = Date.parse(line.slice(0, line.indexOf(" ")));
    return at >= from && at <= Date.parse(moment) + BEFORE_MS;
  };
  return said.filter(isNear).slice(-LINES);
}

/** Every start and end of a node's k3s; what ended by itself with its last words. */
function historyOf(node: string): string[] {
  const file = join(node, "service-events.jsonl");
  if (!existsSync(file)) return [];
  const events = linesOf(file).map((line) => JSON.parse(line) as Happened);
  return events.flatMap(({ time, event, version = "", result = "" }, at) => {
    const byItself = event === "exit" && events[at + 1]?.event === "auto-restart";
    const said = byItself ? lastWords(join(node, "logs"), time) : [];
    return [`  ${time} ${event} ${version}${result}`.trimEnd(), ...said.map((line) => `      ${line}`)];
  });
}

/** Whoever asks why a test has failed cannot ask its lab any more: this is what the services of its nodes did. */
export function tellHistory(dir: string): void {
  const nodes = join(dir, ".lab", "default", "nodes");
  const names = existsSync(nodes) ? readdirSync(nodes) : [];
  const lines = names.flatMap((name) => [name, ...historyOf(join(nodes, name))]);
  process.stderr.write(["", "The nodes of the suite that failed:", ...lines, ""].join("\n"));
}
