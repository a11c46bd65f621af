import { type Command, Option } from "commander";
import { registerFaultCommands } from "./commands/fault";
import { contextOf, count, onNamed, progressLines } from "./commands/options";
import { runSsh } from "./commands/ssh";
import { showStatus } from "./commands/status-text";
import { labDown, labReset } from "./down";
import { labLogs } from "./logs";
import { FIRST_VERSION, stableVersion } from "./mirror/catalogue";
import type { LabPaths } from "./paths";
import type { LabSize } from "./prepare";
import { chooseKind, demandRealNodes } from "./real/choose-kind";
import { type NodeKind, readLabState } from "./state";
import { type LabStatus, labKubeconfig, labStatus } from "./status";
import { labUp } from "./up";

const HELP = `
The lab is a k3s cluster of your own in this project's .lab folder: servers and agents with a real control plane.
As root on Linux its nodes are real, too: kubelets and containers in namespaces of their own. Elsewhere they are
simulated, which needs neither root nor Docker. "lab down" leaves no process, network or cgroup behind.

  $ gitops-update lab up                          start it (the first time it builds what it needs)
  $ gitops-update lab status                      what runs, what is real, what is simulated
  $ gitops-update lab ssh agent-1 -- k3s --version
  $ gitops-update lab fault inject stopped-node agent-1
  $ gitops-update lab down
`;

/** Adds `lab` and its subcommands to the program. */
export function registerLabCommands(program: Command): void {
  const lab = program.command("lab").description("a test cluster of your own").addHelpText("after", HELP);
  registerCheck(lab);
  registerUp(lab);
  registerDown(lab);
  registerReset(lab);
  registerViews(lab);
  registerFaultCommands(lab);
}

function registerCheck(lab: Command): void {
  lab
    .command("check")
    .description("whether nodes can be real on this machine; blocked (exit code 8) when not")
    .option("--install-packages", "let apt install what real nodes need", false)
    .action(async ({ installPackages }) => {
      await demandRealNodes(installPackages);
      console.log("Nodes can be real here.");
    });
}

function registerUp(lab: Command): void {
  onNamed(lab.command("up"))
    .description("start the lab, or whatever of it does not run")
    .option("--agents <count>", "agents beside the server (default: 2)", count)
    .option("--servers <count>", "servers; three of them share an etcd, on real nodes (default: 1)", count)
    .addOption(nodesOption())
    .option("--install-packages", "let apt install what real nodes need", false)
    .option("--k3s-version <version>", `k3s version to start with (default: ${FIRST_VERSION})`)
    .option("--mirror <version...>", `versions to have ready for updates (default: ${stableVersion()})`)
    .action(async (options, command) => {
      const context = contextOf(command);
      const kind = await kindOf(context.lab, options);
      const status = await labUp({ ...sizeOf(options), kind, ...context, onProgress: progressLines() });
      printStatus(status, context.json);
    });
}

function nodesOption(): Option {
  const choices = "real: kubelets and containers; simulated: KWOK (default: real where it can be had)";
  return new Option("--nodes <kind>", choices).choices(["real", "simulated"]);
}

/** A lab that is there keeps its kind, unless another is asked for, which is then refused. */
async function kindOf(lab: LabPaths, { nodes, installPackages }: SizeOptions): Promise<NodeKind> {
  const before = readLabState(lab)?.kind;
  if (before !== undefined && nodes === undefined) return before;
  return chooseKind({ kind: nodes, installPackages, tell: (line) => console.error(line) });
}

function registerDown(lab: Command): void {
  onNamed(lab.command("down"))
    .description("stop every process of the lab; its files stay, and `lab up` takes them up again")
    .option("--remove", "also remove its files", false)
    .action(({ remove }, command) => labDown({ ...contextOf(command), remove, onProgress: progressLines() }));
}

function registerReset(lab: Command): void {
  onNamed(lab.command("reset"))
    .description("remove the lab and make it anew")
    .option("--agents <count>", "agents beside the server (default: as before)", count)
    .option("--k3s-version <version>", "k3s version to start with (default: as before)")
    .action(async (options, command) => {
      const context = contextOf(command);
      const status = await labReset({ ...sizeOf(options), ...context, onProgress: progressLines() });
      printStatus(status, context.json);
    });
}

function registerViews(lab: Command): void {
  onNamed(lab.command("status"))
    .description("what runs, what is real, and what is simulated; -o json for machines")
    .action(async (_options, command) => {
      const context = contextOf(command);
      printStatus(await labStatus(context.lab), context.json);
    });
  onNamed(lab.command("kubeconfig"))
    .description("print the path of the kubeconfig: export KUBECONFIG=$(gitops-update lab kubeconfig)")
    .action((_options, command) => console.log(labKubeconfig(contextOf(command).lab)));
  onNamed(lab.command("ssh <node> [command...]"))
    .description("a shell on a node, or one command: lab ssh agent-1 -- systemctl show k3s-agent")
    .action((node, words, _options, command) => runSsh(contextOf(command).lab, node, words));
  onNamed(lab.command("logs <node>"))
    .description("the journal of a node's k3s")
    .option("-n, --lines <count>", "how many of the last lines", count, 100)
    .action((node, { lines }, command) =>
      console.log(labLogs(contextOf(command).lab, node, lines).join("\n")),
    );
}

interface SizeOptions {
  readonly servers?: number;
  readonly agents?: number;
  readonly k3sVersion?: string;
  readonly mirror?: string[];
  readonly nodes?: NodeKind;
  readonly installPackages?: boolean;
}

function sizeOf({ servers, agents, k3sVersion, mirror }: SizeOptions): LabSize & { mirrored?: string[] } {
  return {
    ...(servers === undefined ? {} : { servers }),
    ...(agents === undefined ? {} : { agents }),
    ...(k3sVersion === undefined ? {} : { version: k3sVersion }),
    ...(mirror === undefined ? {} : { mirrored: mirror }),
  };
}

function printStatus(status: LabStatus, json: boolean): void {
  console.log(json ? JSON.stringify(status, undefined, 2) : showStatus(status));
}
