import { type Command, Option } from "commander";
import type { SizeOptions } from "./commands/actions";
import { registerFaultCommands } from "./commands/fault";
import { count, onNamed } from "./commands/options";
import { FIRST_VERSION, stableVersion } from "./mirror/catalogue";

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

const actions = () => import("./commands/actions.js");

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
    .action(async ({ installPackages }) => (await actions()).check(installPackages));
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
    .action(async (options: SizeOptions, command) => (await actions()).up(options, command));
}

function nodesOption(): Option {
  const choices = "real: kubelets and containers; simulated: KWOK (default: real where it can be had)";
  return new Option("--nodes <kind>", choices).choices(["real", "simulated"]);
}

function registerDown(lab: Command): void {
  onNamed(lab.command("down"))
    .description("stop every process of the lab; its files stay, and `lab up` takes them up again")
    .option("--remove", "also remove its files", false)
    .action(async ({ remove }, command) => (await actions()).down(remove, command));
}

function registerReset(lab: Command): void {
  onNamed(lab.command("reset"))
    .description("remove the lab and make it anew")
    .option("--agents <count>", "agents beside the server (default: as before)", count)
    .option("--k3s-version <version>", "k3s version to start with (default: as before)")
    .action(async (options: SizeOptions, command) => (await actions()).reset(options, command));
}

function registerViews(lab: Command): void {
  onNamed(lab.command("status"))
    .description("what runs, what is real, and what is simulated; -o json for machines")
    .action(async (_options, command) => (await actions()).status(command));
  onNamed(lab.command("kubeconfig"))
    .description("print the path of the kubeconfig: export KUBECONFIG=$(gitops-update lab kubeconfig)")
    .action(async (_options, command) => (await actions()).kubeconfig(command));
  onNamed(lab.command("ssh <node> [command...]"))
    .description("a shell on a node, or one command: lab ssh agent-1 -- systemctl show k3s-agent")
    .action(async (node, words, _options, command) => (await actions()).ssh(node, words, command));
  onNamed(lab.command("logs <node>"))
    .description("the journal of a node's k3s")
    .option("-n, --lines <count>", "how many of the last lines", count, 100)
    .action(async (node, { lines }, command) => (await actions()).logs(node, lines, command));
}
