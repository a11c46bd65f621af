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
  /** Makes it happen; faults that only the daemons act out have nothing to do here. */
  inject?(world: FaultWorld, fault: ActiveFault): Promise<void>;
  /** Undoes it. */
  clear?(world: FaultWorld, fault: ActiveFault): Promise<void>;
}
