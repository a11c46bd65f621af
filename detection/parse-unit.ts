import { blocked } from "../domain/errors";

/** What `systemctl show` tells of a k3s unit, with the paths that its command line names. */
export interface UnitFacts {
  readonly unit: string;
  readonly unitFile: string;
  readonly envFiles: readonly string[];
  readonly active: string;
  readonly sub: string;
  readonly mainPid: number;
  readonly restarts: number;
  readonly binary: string;
  readonly configFile: string;
  /** `--data-dir` on the command line; empty when the configuration file or k3s's default decides. */
  readonly dataDir: string;
}

const DEFAULT_CONFIG = "/etc/rancher/k3s/config.yaml";

/** `Key=Value` lines; a later line of the same key is appended, as EnvironmentFiles repeats. */
function readProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at < 1) continue;
    const key = line.slice(0, at);
    const before = properties.get(key);
    properties.set(key, before === undefined ? line.slice(at + 1) : `${before}\n${line.slice(at + 1)}`);
  }
  return properties;
}

/** `{ path=/usr/local/bin/k3s ; argv[]=/usr/local/bin/k3s server --config x ; ... }` -> its words. */
function commandWords(execStart: string): string[] {
  const argv = /argv\[\]=(.*?) ;/.exec(execStart)?.[1] ?? execStart;
  return argv.split(/\s+/).filter((word) => word !== "");
}

/** The value of `--flag value` or `--flag=value`. */
function flagValue(words: readonly string[], flags: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (flags.includes(word)) return words[index + 1];
    const flag = flags.find((it) => word.startsWith(`${it}=`));
    if (flag !== undefined) return word.slice(flag.length + 1);
  }
  return undefined;
}

/** `/etc/systemd/system/k3s.service.env (ignore_errors=yes)` per line -> paths. */
const envFilesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.replace(/ \(ignore_errors=\w+\)$/, "").trim())
    .filter((line) => line !== "");

export function parseUnit(node: string, text: string): UnitFacts {
  const properties = readProperties(text);
  const words = commandWords(properties.get("ExecStart") ?? "");
  const binary = words[0];
  if (binary === undefined) {
    throw blocked(
      "UNIT_UNREADABLE",
      `the k3s unit of ${node} has no ExecStart.`,
      "look at: systemctl cat k3s.",
    );
  }
  return {
    unit: properties.get("Id") ?? "k3s.service",
    unitFile: properties.get("FragmentPath") ?? "",
    envFiles: envFilesOf(properties.get("EnvironmentFiles") ?? ""),
    active: properties.get("ActiveState") ?? "unknown",
    sub: properties.get("SubState") ?? "unknown",
    mainPid: Number(properties.get("MainPID") ?? 0),
    restarts: Number(properties.get("NRestarts") ?? 0),
    binary,
    configFile: flagValue(words, ["--config", "-c"]) ?? DEFAULT_CONFIG,
    dataDir: flagValue(words, ["--data-dir", "-d"]) ?? "",
  };
}
