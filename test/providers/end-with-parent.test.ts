import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { COMMAND_VARIABLE, isGone } from "../../providers/processes";

const host = join(__dirname, "..", "..", "bin", "providers", "end-with-parent.js");
const STAYS = "setInterval(() => undefined, 1000); process.stdout.write(String(process.pid));";

const started: ChildProcess[] = [];

/** A process that would stay for good. */
async function startNode(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...words], { env: { ...process.env, ...env }, stdio: "pipe" });
  started.push(child);
  await once(child.stdout ?? child, "data");
  return child;
}

const startHost = (env: NodeJS.ProcessEnv = {}) => startNode(["--require", host, "--eval", STAYS], env);

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

test("the host of resources ends when the command does, though the engine above it lives on", async () => {
  const command = await startNode(["--eval", STAYS]);
  const child = await startHost({ [COMMAND_VARIABLE]: String(command.pid) });

  command.kill("SIGKILL");

  expect((await once(child, "close"))[1]).toBe("SIGKILL");
});

test("it ends when its parent does", async () => {
  const code = `const { spawn } = require("node:child_process");
    spawn(process.execPath, ["--require", ${JSON.stringify(host)}, "--eval", ${JSON.stringify(STAYS)}], { stdio: "inherit" });`;
  const engine = await startNode(["--eval", code]);

  engine.kill("SIGKILL");

  // The pipe closes when the last of both has gone.
  await once(engine, "close");
});

test("it stays while both are there", async () => {
  const command = await startNode(["--eval", STAYS]);
  const child = await startHost({ [COMMAND_VARIABLE]: String(command.pid) });

  await new Promise((resolve) => setTimeout(resolve, 1_000));

  expect(isGone(child.pid ?? 0)).toBe(false);
});
