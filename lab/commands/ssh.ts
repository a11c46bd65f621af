import { spawn } from "node:child_process";
import { once } from "node:events";
import { checkedNode } from "../logs";
import { shellQuote } from "../node/shims";
import type { LabPaths } from "../paths";

/** Runs the system's ssh on a node; several words are one command with its arguments, one word is shell text. */
export async function runSsh(lab: LabPaths, node: string, command: readonly string[]): Promise<void> {
  const remote = command.length > 1 ? command.map(shellQuote).join(" ") : command[0];
  const args = [
    "-F",
    lab.sshConfigFile,
    checkedNode(lab, node),
    ...(remote === undefined ? [] : ["--", remote]),
  ];
  const child = spawn("ssh", args, { stdio: "inherit" });
  const [code] = await once(child, "close");
  process.exitCode = code ?? 1;
}
