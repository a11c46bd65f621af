import { type Command, InvalidArgumentError } from "commander";
import { usage } from "../../domain/errors";
import { type FaultListing, faultClear, faultInject, faultList } from "../faults/faults";
import { FAULTS, findFault } from "../faults/registry";
import { existingState } from "../status";
import { contextOf, onNamed } from "./options";

const HELP = `
Faults:
${FAULTS.map(describe).join("\n")}

  $ gitops-update lab fault inject crash-loop-binary v1.36.3+k3s1 --param node=agent-1
  $ gitops-update lab fault clear --all
`;

/** Adds `lab fault list|inject|clear`. */
export function registerFaultCommands(lab: Command): void {
  const fault = lab
    .command("fault")
    .description("let something go wrong on purpose, and undo it")
    .addHelpText("after", HELP);
  registerList(fault);
  registerInject(fault);
  registerClear(fault);
}

function registerList(fault: Command): void {
  onNamed(fault.command("list"))
    .description("every fault there is, and those at work; -o json for machines")
    .action((_options, command) => {
      const { lab, json } = contextOf(command);
      const faults = faultList(lab);
      console.log(json ? JSON.stringify(faults, undefined, 2) : faults.map(line).join("\n"));
    });
}

function registerInject(fault: Command): void {
  onNamed(fault.command("inject <fault> [target]"))
    .description("let a fault happen until it is cleared")
    .option("--param <name=value>", "a parameter of the fault, may be given several times", collect, {})
    .action(async (id, target, { param }, command) => {
      const { lab } = contextOf(command);
      existingState(lab);
      const active = await faultInject(lab, id, target, param);
      const verb = findFault(id).isOver?.(active) === true ? "has struck" : "is at work";
      console.log(`${active.id} ${verb}${active.target === "" ? "" : ` on ${active.target}`}`);
    });
}

function registerClear(fault: Command): void {
  onNamed(fault.command("clear [fault] [target]"))
    .description("undo a fault")
    .option("--all", "undo all of them")
    .action(async (id, target, { all }, command) => {
      if (id === undefined && all !== true) {
        throw usage("FAULT_MISSING", "no fault was named.", "say which one to clear, or --all.");
      }
      const cleared = await faultClear(contextOf(command).lab, id ?? "all", target);
      console.log(
        cleared.length === 0 ? "nothing to clear" : `cleared ${cleared.map(({ id }) => id).join(", ")}`,
      );
    });
}

function describe({ id, title, target, targetRequired, params }: (typeof FAULTS)[number]): string {
  const place = targetRequired ? `<${target}>` : `[${target}]`;
  const details = Object.entries(params).map(([name, meaning]) => `      --param ${name}=…  ${meaning}`);
  return [`  ${id} ${place}`, `      ${title}`, ...details].join("\n");
}

function line({ id, title, active }: FaultListing): string {
  const where = active.map(({ target }) => (target === "" ? "everywhere" : target)).join(", ");
  return `${id.padEnd(18)} ${title}${where === "" ? "" : `  [at work: ${where}]`}`;
}

function collect(pair: string, before: Record<string, string>): Record<string, string> {
  const at = pair.indexOf("=");
  if (at < 1) {
    throw new InvalidArgumentError("It has to be of the form name=value.");
  }
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}
