/** Names the process of `gitops-update` for what it starts; plain `pulumi` has no command above it. */
export const COMMAND_VARIABLE = "GITOPS_UPDATES_COMMAND_PID";

/** Whether there is no such process on this machine; one that may not be asked is there. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
