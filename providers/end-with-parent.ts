// Loaded for its effect: ends this process when its parent does. The engine's host of dynamic resources is otherwise
// adopted by init after a `kill -9` of the engine, and would go on upgrading with nobody watching, or stay for good.
const POLL_MS = 250;

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}, POLL_MS).unref();
