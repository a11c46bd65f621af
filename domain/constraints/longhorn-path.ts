import { compareVersions, parseVersion, type SemVersion } from "./version";

/** What Longhorn's own pre-upgrade check is told about the distribution that it runs in. */
export interface LonghornDistro {
  readonly name: string;
  /** Names of distributions that may go over one minor, as the image was built with. */
  readonly twoMinorUpgrades: readonly string[];
}

/** From `upgrade/util` of longhorn-manager: the minor of 1.x that may go to 2.0. */
export const LAST_MINOR_OF_ONE = 30;

/** From the `kubeVersion` of the charts: minor of Longhorn 1.x, and the Kubernetes 1.x that it starts to need. */
export const KUBERNETES_SINCE: readonly (readonly [longhorn: number, kubernetes: number])[] = [
  [3, 18],
  [4, 21],
  [8, 25],
  [13, 34],
];

const refuseMajor = (from: SemVersion, to: SemVersion): string | null => {
  if (Number(to.major) > Number(from.major) + 1) return "it would go over a whole major version";
  if (Number(from.minor) < LAST_MINOR_OF_ONE)
    return `only minor ${LAST_MINOR_OF_ONE} or later goes to the next major version`;
  return null;
};

function refuseMinor(from: SemVersion, to: SemVersion, distro: LonghornDistro | undefined): string | null {
  const name = distro?.name.toLowerCase() ?? "";
  const two = distro?.twoMinorUpgrades.some((it) => it.toLowerCase() === name) ?? false;
  if (Number(to.minor) - Number(from.minor) <= (two ? 2 : 1)) return null;
  return `only one minor at a time is supported; go to the newest ${from.major}.${Number(from.minor) + 1} first`;
}

/**
 * Why Longhorn would refuse to go from one version to another; `null` when it would not. `from` is empty for a new
 * installation. Longhorn never goes back, not even by a patch.
 */
export function refuseLonghornPath(from: string, to: string, distro?: LonghornDistro): string | null {
  if (from === "") return null;
  const [a, b] = [parseVersion(from), parseVersion(to)];
  if (a === null || b === null) return `"${a === null ? from : to}" is not a version`;
  if (compareVersions(b, a) < 0) return "Longhorn cannot go back to an older version";
  return a.major === b.major ? refuseMinor(a, b, distro) : refuseMajor(a, b);
}

/** The oldest Kubernetes minor (of 1.x) for a Longhorn version that carries no `kubeVersion`; `null` before 1.3. */
export function longhornKubernetesMinor(version: string): number | null {
  const parsed = parseVersion(version);
  if (parsed === null || parsed.major !== 1) return null;
  return KUBERNETES_SINCE.findLast(([longhorn]) => longhorn <= Number(parsed.minor))?.[1] ?? null;
}
