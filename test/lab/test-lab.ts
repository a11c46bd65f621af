import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PackK3s } from "../../lab/k3s-files";
import { type NodeDaemon, startNodeDaemon } from "../../lab/node/daemon";
import { prepareNode } from "../../lab/node/node-folder";
import { type NodePaths, nodePaths } from "../../lab/node/node-paths";
import { ASK_DAEMON } from "../../lab/node/shims";
import { type LabPaths, labPathsAt } from "../../lab/paths";
import { prepareLab } from "../../lab/prepare";
import { writeSshFiles } from "../../lab/ssh-files";
import type { LabState } from "../../lab/state";
import { resolveTool } from "../../tools/resolve";

/** A k3s file that behaves as systemd sees the real one, without a cluster. */
export function fakeK3s(version: string): string {
  return `#!/bin/sh
case "$1" in
  --version) echo "k3s version ${version} (fake)" ;;
  server|agent)
    echo "Starting k3s ${version}"
    echo "token is \${K3S_TOKEN-missing}"
    if [ -n "$CRASH" ]; then echo "level=fatal msg=crashed"; exit 7; fi
    trap 'exit 0' TERM
    sleep \${START_DELAY-0.2}
    echo "k3s is up and running"
    while :; do sleep 60 & wait $!; done ;;
esac
`;
}

/** A k3s file whose kubectl runs the next of these commands each time it is asked, in the end always the last one. */
export function kubectlAnswers(answers: readonly string[]): string {
  const cases = answers.slice(0, -1).map((answer, at) => `${at}) ${answer} ;;`);
  return `#!/bin/sh
count="$(dirname "$0")/asked"
at=$(cat "$count" 2>/dev/null || echo 0)
echo $((at + 1)) > "$count"
case "$at" in
${cases.join("\n")}
*) ${answers.at(-1)} ;;
esac
`;
}

/** Writes the fake as a version's k3s file. */
export const packFake: PackK3s = async (version, outFile) => {
  writeFileSync(outFile, fakeK3s(version), { mode: 0o755 });
};

/** A lab with laid-out nodes in a folder of its own; nothing runs yet. */
export interface TestLab {
  readonly lab: LabPaths;
  readonly state: LabState;
  node(name: string): NodePaths;
  /** Boots a node in this process; shut down by `remove`. */
  boot(name: string): Promise<NodeDaemon>;
  ssh(node: string, command: string, stdin?: Buffer): Promise<Output>;
  run(file: string, args: readonly string[], stdin?: Buffer | string): Promise<Output>;
  remove(): Promise<void>;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Makes a lab to test with. */
export async function makeTestLab(agents = 1): Promise<TestLab> {
  const base = mkdtempSync(join(tmpdir(), "lab-test-"));
  // A blank in the path, because people have them, and because shells stumble over them.
  const lab = labPathsAt(join(base, "my lab"));
  const state = await prepareLab(lab, { agents });
  const k3s = join(base, "k3s");
  mkdirSync(base, { recursive: true });
  await packFake(state.version, k3s);
  const { file } = await resolveTool(ASK_DAEMON);
  const programs = { k3sFile: k3s, askDaemon: file };
  await Promise.all(Object.keys(state.ports.nodes).map((name) => prepareNode(lab, state, name, programs)));
  writeSshFiles(lab, state);
  const daemons: NodeDaemon[] = [];
  return {
    lab,
    state,
    run,
    node: (name) => nodePaths(lab, name),
    ssh: (node, command, stdin) => run("ssh", ["-F", lab.sshConfigFile, node, command], stdin),
    async boot(name) {
      const daemon = await startNodeDaemon(lab, state, name);
      daemons.push(daemon);
      return daemon;
    },
    async remove() {
      await Promise.all(daemons.map((daemon) => daemon.close()));
      rmSync(lab.runDir, { recursive: true, force: true });
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Asks until the answer is true, or fails after fifteen seconds. */
export async function eventually(ask: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await ask())) {
    if (Date.now() > deadline) {
      throw new Error("it never came true");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function run(file: string, args: readonly string[], stdin: Buffer | string = ""): Promise<Output> {
  return new Promise((resolve) => {
    const options = { maxBuffer: 1 << 28 };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ stdout, stderr, code });
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}
