const POLL_MS = 250;

/**
 * Ends this process when its parent does. The engine's provider host is otherwise adopted by init after a
 * `kill -9` of the engine and would go on upgrading with nobody watching.
 */
export function endWithParent(): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, POLL_MS);
  timer.unref();
}
