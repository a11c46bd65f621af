import type { LogLine } from "./service-log";
import type { ServiceManager } from "./service-manager";
import { answered, refused, type ToolAnswer } from "./tool-answer";

const DEFAULT_LINES = 1000;
const FLAGS = new Set(["--no-pager", "-q", "--quiet", "-e", "-x"]);

/** Answers `journalctl -u UNIT [-n N] [-o cat|short-iso] [--no-pager]`. */
export function journalctl(manager: ServiceManager, args: readonly string[]): ToolAnswer {
  const options = parseOptions(args);
  if (typeof options === "string") {
    return refused(`journalctl: the lab does not know the option ${options}`);
  }
  const unit = options.get("u");
  if (unit === undefined) {
    return refused("journalctl: the lab keeps the journals of services only: name one with -u");
  }
  const lines = manager.log(unit).tail(Number(options.get("n") ?? DEFAULT_LINES));
  const format =
    options.get("o") === "cat"
      ? (line: LogLine) => line.message
      : (line: LogLine) => shortIso(line, manager.hostname);
  return answered(lines.map((line) => `${format(line)}\n`).join(""));
}

/** Reads `-u X`, `-uX`, `--unit=X` and `--unit X` alike; answers the first argument it does not know. */
function parseOptions(args: readonly string[]): Map<string, string> | string {
  const options = new Map<string, string>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (FLAGS.has(arg)) {
      continue;
    }
    const match = /^(?:-([uno])|--(u)nit|--li(n)es|--(o)utput)=?(.*)$/.exec(arg);
    const key = match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4];
    if (key === undefined) {
      return arg;
    }
    options.set(key, match?.[5] || (rest.shift() ?? ""));
  }
  return options;
}

function shortIso(line: LogLine, hostname: string): string {
  return `${line.time.slice(0, 19)}+0000 ${hostname} ${line.source}: ${line.message}`;
}
