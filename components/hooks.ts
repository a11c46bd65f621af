import type { Input, Resource } from "@pulumi/pulumi";
import type { Hooks } from "../domain/config/hooks";
import { shellQuote } from "../providers/adapters/quote";

export interface HookArgs {
  readonly parent: Resource;
  /** The commands run again when this changes: once for every stage. */
  readonly target: Input<string>;
  readonly dependsOn?: readonly Resource[];
}

/** The official plugin runs these commands; it is loaded only where commands are configured. */
const loadCommand = (): typeof import("@pulumi/command") => require("@pulumi/command");

/** The user's own commands around a stage, one resource each, in their order. Every word reaches them as it is. */
export function declareHooks(
  when: keyof Hooks,
  commands: readonly (readonly string[])[],
  { parent, target, dependsOn = [] }: HookArgs,
): Resource[] {
  if (commands.length === 0) return [];
  const { local } = loadCommand();
  const declared: Resource[] = [...dependsOn];
  for (const [index, words] of commands.entries()) {
    const create = words.map(shellQuote).join(" ");
    const options = { parent, dependsOn: [...declared] };
    declared.push(new local.Command(`${when}-${index + 1}`, { create, triggers: [target] }, options));
  }
  return declared.slice(dependsOn.length);
}
