import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What the service manager needs to know of a systemd unit. */
export interface UnitFile {
  readonly path: string;
  /** Of the file and of its drop-ins, each after its path, as `systemctl cat` shows them. */
  readonly text: string;
  readonly description: string;
  readonly type: string;
  readonly execStart: readonly string[];
  readonly environmentFiles: readonly EnvironmentFile[];
  readonly restartSeconds: number;
  /** Whether it is started again when it has ended. */
  readonly restarts: boolean;
}

export interface EnvironmentFile {
  readonly path: string;
  readonly optional: boolean;
}

/** The unit as k3s's installer writes it, with this node's paths in it. */
export function renderUnit(unit: {
  binary: string;
  role: string;
  configFile: string;
  envFile: string;
}): string {
  return `[Unit]
Description=Lightweight Kubernetes
Documentation=https://k3s.io
Wants=network-online.target
After=network-online.target

[Install]
WantedBy=multi-user.target

[Service]
Type=notify
EnvironmentFile=-${unit.envFile}
KillMode=process
Delegate=yes
LimitNOFILE=1048576
LimitNPROC=infinity
LimitCORE=infinity
TasksMax=infinity
TimeoutStartSec=0
Restart=always
RestartSec=5s
ExecStart=${executable(unit.binary)} \\
    ${unit.role} \\
\t'--config' \\
\t'${unit.configFile}' \\

`;
}

/** Reads a unit file and what lies in `<unit>.d` of the given folders, which has the last word. */
export function readUnit(path: string, folders: readonly string[] = []): UnitFile {
  const files = [path, ...folders.flatMap((folder) => dropIns(join(folder, `${basename(path)}.d`)))];
  return parseUnit(path, files.map((file) => `# ${file}\n${readFileSync(file, "utf8")}`).join("\n"));
}

function dropIns(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith(".conf"))
    .sort()
    .map((name) => join(folder, name));
}

/** Parses the settings the lab honours; the others are kept in `text` only. */
export function parseUnit(path: string, text: string): UnitFile {
  const settings = text
    .replace(/\\\n/g, " ")
    .split("\n")
    .map((line) => /^(\w+)=(.*)$/.exec(line.trim()))
    .filter((match) => match !== null)
    .map((match) => [match[1] ?? "", match[2] ?? ""] as const);
  const all = (key: string) => settings.filter(([name]) => name === key).map(([, value]) => value);
  const last = (key: string, fallback: string) => all(key).at(-1) ?? fallback;
  return {
    path,
    text,
    description: last("Description", ""),
    type: last("Type", "simple"),
    execStart: words(last("ExecStart", "").replace(/^[-@:+!]+/, "")),
    environmentFiles: all("EnvironmentFile").map(environmentFile),
    restartSeconds: Number.parseFloat(last("RestartSec", "0.1")),
    restarts: last("Restart", "no") !== "no",
  };
}

/** Reads KEY=VALUE lines as systemd does: comments and blank lines skipped, one pair of quotes removed. */
export function parseEnvironment(text: string): Record<string, string> {
  const pairs = text
    .split("\n")
    .map((line) => /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map((match) => [match[1] ?? "", unquote((match[2] ?? "").trim())]);
  return Object.fromEntries(pairs);
}

function environmentFile(value: string): EnvironmentFile {
  return { path: value.replace(/^-/, ""), optional: value.startsWith("-") };
}

function words(command: string): string[] {
  return (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map(unquote);
}

function unquote(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}

function executable(path: string): string {
  return path.includes(" ") ? `"${path}"` : path;
}
