import type { LabPaths } from "../paths";
import type { ActiveFault } from "./faults-file";

/** What a fault may touch besides the daemons, which read the list of faults themselves. */
export interface FaultWorld {
  readonly lab: LabPaths;
  /** Runs one of a node's own tools, such as `systemctl stop k3s-agent`. */
  tool(node: string, tool: string, ...args: string[]): Promise<void>;
  kubectl(args: readonly string[], stdin?: string): Promise<string>;
  /** The k3s unit of a node. */
  unitOf(node: string): string;
}

/** Something that goes wrong on purpose. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  /** What its target is; the command's help shows it. */
  readonly target: "node" | "version" | "app";
  readonly targetRequired: boolean;
  /** Its parameters with what they mean and their default. */
  readonly params: Readonly<Record<string, string>>;
  /** It strikes what simulated nodes do not have: processes, wires, disks of their own. */
  readonly needsRealNodes?: true;
  /** It lives in the running machine, so `lab down` clears it; others last until they are cleared. */
  readonly endsWithLab?: true;
  /** Whether it strikes once, so that nothing is left to be cleared. */
  isOver?(fault: ActiveFault): boolean;
  /** Makes it happen; faults that only the daemons act out have nothing to do here. */
  inject?(world: FaultWorld, fault: ActiveFault): Promise<void>;
  /** Undoes it. */
  clear?(world: FaultWorld, fault: ActiveFault): Promise<void>;
}
