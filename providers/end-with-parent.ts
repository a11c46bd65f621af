import { COMMAND_VARIABLE, isGone } from "./processes";

// Loaded for its effect: ends this process when its parent does, or the command that started both. The engine's host of
// dynamic resources is otherwise adopted by init after a `kill -9` of the engine, and would go on upgrading with nobody
// watching, or stay for good. An engine that lost its command notices it only when it has something to say; without its
// host it has.
const POLL_MS = 250;

const parent = process.ppid;
const command = Number(process.env[COMMAND_VARIABLE] ?? parent);

setInterval(() => {
  if (process.ppid !== parent || isGone(command)) process.kill(process.pid, "SIGKILL");
}, POLL_MS).unref();
