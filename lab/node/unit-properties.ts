import type { Service } from "./service";
import type { ServiceManager } from "./service-manager";

type TimeStyle = "pretty" | "unix";
type Property = (service: Service, style: TimeStyle) => string | readonly string[];

/** The properties that `systemctl show` knows here, in the form systemd prints them. */
const PROPERTIES: Record<string, Property> = {
  Id: ({ name }) => name,
  Description: ({ unit }) => unit.description,
  LoadState: () => "loaded",
  ActiveState: ({ state }) => state.active,
  SubState: ({ state }) => state.sub,
  Type: ({ unit }) => unit.type,
  MainPID: ({ state }) => String(state.pid),
  NRestarts: ({ state }) => String(state.restarts),
  Result: ({ state }) => (state.sub === "auto-restart" ? "exit-code" : "success"),
  FragmentPath: ({ unit }) => unit.path,
  ExecStart: execStart,
  EnvironmentFiles: ({ unit }) =>
    unit.environmentFiles.map((file) => `${file.path} (ignore_errors=${file.optional ? "yes" : "no"})`),
  ActiveEnterTimestamp: ({ state }, style) => timestamp(state.activeSince, style),
};

/** What systemd answers about a unit that does not exist. */
const NOT_FOUND: Record<string, string> = {
  LoadState: "not-found",
  ActiveState: "inactive",
  SubState: "dead",
  MainPID: "0",
  NRestarts: "0",
};

/** The text of `systemctl show UNIT`, one `Name=value` per line, or only the values with `--value`. */
export function showUnit(
  manager: ServiceManager,
  unit: string,
  options: ReadonlyMap<string, string>,
): string {
  const asked = options.get("--property")?.split(",") ?? Object.keys(PROPERTIES);
  const style: TimeStyle = options.get("--timestamp") === "unix" ? "unix" : "pretty";
  const service = manager.find(unit);
  const lines = asked.flatMap((name) =>
    valuesOf(service, name, style).map((value) => (options.has("--value") ? value : `${name}=${value}`)),
  );
  return lines.map((line) => `${line}\n`).join("");
}

function valuesOf(service: Service | undefined, name: string, style: TimeStyle): readonly string[] {
  if (service === undefined) {
    return [NOT_FOUND[name] ?? ""];
  }
  const value = PROPERTIES[name]?.(service, style) ?? [];
  return typeof value === "string" ? [value] : value;
}

function execStart({ unit, state }: Service): string {
  const [path = ""] = unit.execStart;
  const command = `path=${path} ; argv[]=${unit.execStart.join(" ")} ; ignore_errors=no`;
  const times = `start_time=[${timestamp(state.activeSince, "pretty") || "n/a"}] ; stop_time=[n/a]`;
  return `{ ${command} ; ${times} ; pid=${state.pid} ; code=(null) ; status=0/0 }`;
}

// A date's own words for its day take a millisecond, and a preview asks every node.
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function timestamp(time: Date | undefined, style: TimeStyle): string {
  if (time === undefined) {
    return "";
  }
  if (style === "unix") {
    return `@${Math.floor(time.getTime() / 1000)}`;
  }
  const day = WEEKDAYS[time.getUTCDay()];
  return `${day} ${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
