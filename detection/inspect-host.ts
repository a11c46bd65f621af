import { blocked } from "../domain/errors";
import type { Datastore, HostFacts } from "../domain/facts";
import type { Clock, NodeShell, ShellResult } from "../domain/ports";
import { inspectHost as inspectScript, showUnit, UNLESS_RUNNING } from "./inspect-scripts";
import { parseUnit, type UnitFacts } from "./parse-unit";

const K3S_UNITS = ["k3s.service", "k3s-agent.service"];
/** Go's architecture names, as release files use them, from `uname -m`. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64", armv7l: "arm" };

type HostLines = Readonly<Record<string, string>>;

const readLines = (text: string): HostLines =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

/** A process whose file is gone does not run what lies there. Both are milliseconds of the host's own clock. */
const began = (placed: string | undefined, started: string | undefined): boolean =>
  Boolean(placed) && Number(started ?? 0) >= Number(placed);

const bytes = (kibibytes: string | undefined): number => Number(kibibytes ?? 0) * 1024;

/** Unit and host lines into facts; pure. `now` is our clock at the time of the answer. */
export function hostFacts(node: string, unit: UnitFacts, lines: HostLines, now: Date): HostFacts {
  const machine = lines.machine ?? "unknown";
  return {
    node,
    unit: unit.unit,
    unitFile: unit.unitFile,
    envFiles: unit.envFiles,
    binary: unit.binary,
    binaryVersion: lines.version ?? null,
    configFile: unit.configFile,
    dataDir: lines.dataDir ?? "",
    datastore: (lines.datastore ?? "none") as Datastore,
    arch: ARCHITECTURES[machine] ?? machine,
    freeBytes: { binary: bytes(lines.freeBinary), data: bytes(lines.freeData) },
    clockSkewMs: Number(lines.now ?? 0) - now.getTime(),
    cgroup: lines.cgroup === "v2" ? "v2" : "v1",
    etcdLeader: lines.etcdLeader ? lines.etcdLeader === "1" : null,
    service: {
      active: unit.active,
      sub: unit.sub,
      restarts: unit.restarts,
      mainPid: unit.mainPid,
      runsCurrentBinary: unit.mainPid > 0 && began(lines.placed, lines.started),
    },
  };
}

function demandUnit(node: string, { code, stdout, stderr }: ShellResult): string {
  if (code === 0) return stdout;
  const next = `name the unit under gitops-updates:cluster.nodes[${node}].unit, or install k3s there.`;
  throw blocked("UNIT_MISSING", `${node} has no k3s unit (${stderr.trim()}).`, next);
}

const unitNames = (unit?: string): readonly string[] => (unit === undefined ? K3S_UNITS : [unit]);

/** Asks systemd which unit k3s is and what it runs; paths come from there. */
export async function inspectUnit(shell: NodeShell, node: string, unit?: string): Promise<UnitFacts> {
  return parseUnit(node, demandUnit(node, await shell.run(node, showUnit, unitNames(unit))));
}

/** A host whose file was asked for its version. */
export type InspectedHost = HostFacts & { readonly binaryVersion: string };

/** Everything that is worth knowing of a node's host before k3s on it is touched. */
export async function inspectHost(
  shell: NodeShell,
  clock: Clock,
  node: string,
  unit?: string,
): Promise<InspectedHost> {
  const facts = await inspect(shell, clock, node, unitNames(unit));
  return { ...facts, binaryVersion: facts.binaryVersion ?? "" };
}

/** The same for a look at many hosts: the version of a file that runs is known from its node. */
export const inspectHostBriefly = (
  shell: NodeShell,
  clock: Clock,
  node: string,
  unit?: string,
): Promise<HostFacts> => inspect(shell, clock, node, [UNLESS_RUNNING, ...unitNames(unit)]);

async function inspect(
  shell: NodeShell,
  clock: Clock,
  node: string,
  parameters: readonly string[],
): Promise<HostFacts> {
  const shown = demandUnit(node, await shell.run(node, inspectScript, parameters));
  const [unitText = "", hostText = ""] = shown.split("\n---\n");
  return hostFacts(node, parseUnit(node, unitText), readLines(hostText), clock.now());
}
