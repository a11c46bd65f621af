import { describeObject } from "../kube-object";
import { type GitFinding, gitFinding } from "../report";
import { scalarOf, textOf } from "../value";
import { movesItself } from "../version-pin";
import { type ChartUse, isFound } from "./chart";

type Judge = (use: ChartUse) => readonly GitFinding[];

const at = (use: ChartUse, ...keys: string[]) => scalarOf(use.owner.value, ...keys)?.at ?? use.owner.value.at;

const unresolved: Judge = (use) => {
  const { resolution, owner } = use;
  if (isFound(resolution)) return [];
  return [
    gitFinding(
      "CHART_UNRESOLVED",
      at(use, "metadata", "name"),
      `${describeObject(owner)}: ${resolution.reason}.`,
    ),
  ];
};

const guessed: Judge = (use) => {
  const { resolution, owner } = use;
  if (!isFound(resolution) || !resolution.source.guessed || resolution.source.object === null) return [];
  const message = `${describeObject(owner)} gets ${describeObject(resolution.source.object)}, the only one of that name.`;
  return [gitFinding("CHART_NAMESPACE_GUESSED", at(use, "metadata", "name"), message)];
};

const moving: Judge = (use) => {
  const { resolution, owner } = use;
  if (!isFound(resolution) || !movesItself(resolution.version)) return [];
  const { chart, version } = resolution;
  const message = `${describeObject(owner)}: ${chart} "${version.text}" is moved by the cluster, without a commit.`;
  return [gitFinding("CHART_MOVES_ITSELF", version.at ?? at(use, "metadata", "name"), message)];
};

const unknownVersion: Judge = (use) => {
  const { resolution, owner } = use;
  if (!isFound(resolution) || resolution.version.kind !== "unknown") return [];
  const message = `${describeObject(owner)}: the version of ${resolution.chart} comes from outside of the tree.`;
  return [gitFinding("CHART_VERSION_UNKNOWN", resolution.version.at ?? owner.value.at, message)];
};

const suspended: Judge = (use) =>
  use.suspended
    ? [gitFinding("FLUX_SUSPENDED", at(use, "spec", "suspend"), `${describeObject(use.owner)} is suspended.`)]
    : [];

const isLonghorn = ({ resolution }: ChartUse): boolean => resolution.chart === "longhorn";

/** Flux remediates only with retries or when told to; it then rolls back, unless another strategy is set. */
const longhornRelease: Judge = (use) => {
  const remediation = ["spec", "upgrade", "remediation"];
  const read = (key: string): string | undefined => textOf(use.owner.value, ...remediation, key);
  if (textOf(use.owner.value, "spec", "upgrade", "strategy", "name") === "RetryOnFailure") return [];
  const remediates = (read("retries") ?? "0") !== "0" || read("remediateLastFailure") === "true";
  const strategy = read("strategy") ?? (remediates ? "rollback" : "none");
  const place =
    scalarOf(use.owner.value, ...remediation, "strategy")?.at ?? at(use, ...remediation, "retries");
  const name = describeObject(use.owner);
  if (strategy === "rollback") {
    return [gitFinding("LONGHORN_ROLLBACK", place, `${name} remediates a failed upgrade by a rollback.`)];
  }
  if (strategy !== "uninstall") return [];
  const next = "remove spec.upgrade.remediation.";
  return [
    gitFinding("LONGHORN_REINSTALL", place, `${name} remediates a failed upgrade by uninstalling.`, { next }),
  ];
};

/** k3s reinstalls unless it is told to abort. */
const longhornHelmChart: Judge = (use) => {
  const policy = textOf(use.owner.value, "spec", "failurePolicy") ?? "reinstall (the default)";
  if (policy === "abort") return [];
  const message = `${describeObject(use.owner)} has the failurePolicy ${policy}.`;
  return [gitFinding("LONGHORN_REINSTALL", at(use, "spec", "failurePolicy"), message)];
};

const longhorn: Judge = (use) => {
  if (!isLonghorn(use)) return [];
  return use.owner.kind === "HelmRelease" ? longhornRelease(use) : longhornHelmChart(use);
};

const JUDGES: readonly Judge[] = [unresolved, guessed, moving, unknownVersion, suspended, longhorn];

/** What is to be said about the charts of a tree. */
export const judgeCharts = (uses: readonly ChartUse[]): GitFinding[] =>
  uses.flatMap((use) => JUDGES.flatMap((judge) => judge(use)));
