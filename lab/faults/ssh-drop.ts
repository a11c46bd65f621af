import type { LabPaths } from "../paths";
import type { Fault } from "./fault";
import { type ActiveFault, changeFaults, readActiveFaults } from "./faults-file";

/** A connection that breaks while a command runs; the command itself goes on, as it would. */
export const sshDrop: Fault = {
  id: "ssh-drop",
  title: "SSH connections to a node break in the middle of a command",
  target: "node",
  targetRequired: false,
  params: {
    sessions: "so many commands are cut off, then it is over (default 1)",
    seconds: "instead: every command for so many seconds",
    after: "milliseconds from the command's start to the break (default 300)",
  },
};

/** After how many milliseconds the command that starts now is to be cut off; counts it. */
export function sshDropDelay(lab: LabPaths, node: string, now = Date.now()): number | undefined {
  const fault = readActiveFaults(lab).find((active) => strikes(active, node, now));
  if (fault === undefined) {
    return undefined;
  }
  if (fault.params.seconds === undefined) {
    countDown(lab, fault);
  }
  return Number(fault.params.after ?? 300);
}

function strikes(fault: ActiveFault, node: string, now: number): boolean {
  const { id, target, params, injectedAt } = fault;
  const over = params.seconds !== undefined && now > Date.parse(injectedAt) + Number(params.seconds) * 1000;
  return id === sshDrop.id && (target === "" || target === node) && !over;
}

function countDown(lab: LabPaths, used: ActiveFault): void {
  const left = Number(used.params.sessions ?? 1) - 1;
  changeFaults(lab, (active) =>
    active.flatMap((fault) => {
      if (fault.id !== used.id || fault.injectedAt !== used.injectedAt) {
        return [fault];
      }
      return left > 0 ? [{ ...fault, params: { ...fault.params, sessions: String(left) } }] : [];
    }),
  );
}
