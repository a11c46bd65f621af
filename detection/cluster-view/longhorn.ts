import type { LonghornInstall } from "../../domain/detect/cluster-view";
import type { Finding } from "../../domain/finding";
import { finding } from "../../domain/finding-codes";
import type { Cluster } from "../../domain/ports";
import { SettingObject } from "./answers";
import { readAll } from "./read";

/** `current-longhorn-version` and `currentLonghornVersion` are the same setting. */
const keyOf = (name: string): string => name.toLowerCase().replaceAll("-", "");

function isBroken(value: string): boolean {
  if (!/^\s*[[{]/.test(value)) return false;
  try {
    JSON.parse(value);
    return false;
  } catch {
    return true;
  }
}

/** Since 1.10 some settings are JSON with a value per data engine. */
function brokenSettings(settings: ReadonlyMap<string, string>): Finding[] {
  return [...settings].flatMap(([name, value]) =>
    isBroken(value)
      ? [finding("LONGHORN_SETTING_BROKEN", `setting ${name}`, `it holds ${value.slice(0, 80)}`)]
      : [],
  );
}

/** Longhorn as it runs, from its own settings; `null` when it is not installed. */
export async function readLonghorn(
  cluster: Cluster,
): Promise<{ install: LonghornInstall | null; findings: readonly Finding[] }> {
  const query = { group: "longhorn.io", plural: "settings" };
  const found = await readAll(cluster, query, SettingObject);
  const settings = new Map(found.map(({ name, value }) => [keyOf(name), value]));
  const version = settings.get("currentlonghornversion") ?? "";
  const findings = brokenSettings(settings);
  return { install: version === "" ? null : { version, settings }, findings };
}
