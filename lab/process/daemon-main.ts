import { parseArgs } from "node:util";

/** The required `--name value` arguments of a daemon's entry. */
export function daemonArguments<const Name extends string>(...names: Name[]): Record<Name, string> {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  const { values } = parseArgs({ options });
  const missing = names.filter((name) => typeof values[name] !== "string");
  if (missing.length > 0) {
    throw new Error(`missing ${missing.map((name) => `--${name}`).join(", ")}`);
  }
  return values as Record<Name, string>;
}

/** Runs a daemon until it is asked to end; a second signal changes nothing. */
export function runDaemon(start: () => Promise<{ close(): Promise<void> }>): void {
  const running = Promise.resolve().then(start);
  const end = () => {
    running.then((daemon) => daemon.close()).then(() => process.exit(0), die);
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  // The terminal that started the lab may be closed; the lab stays.
  process.on("SIGHUP", () => undefined);
  running.catch(die);
}

function die(error: unknown): void {
  console.error(error);
  process.exit(1);
}
