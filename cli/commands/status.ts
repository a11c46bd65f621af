import type { Command } from "commander";
import { isUpdateError } from "../../domain/errors";
import type { NodeFacts } from "../../domain/facts";
import { openIntents } from "../../domain/journal";
import { unfinishedRun } from "../../providers/run";
import { withWorld } from "../../providers/session";
import type { World } from "../../providers/world";
import { renderTable } from "../../report/table";
import { contextOf } from "../context";
import { mark, say, sayJson, style } from "../output/style";
import { readStackFile } from "../stack-file";

interface Status {
  readonly cluster: string;
  readonly desired: string;
  readonly apiServer: string | null;
  readonly nodes: readonly NodeFacts[];
  readonly lockedBy: string | null;
  /** The run that was begun and not finished, and the steps of it whose end nobody saw. */
  readonly unfinished: {
    readonly run: string;
    readonly target: string;
    readonly open: readonly string[];
  } | null;
}

async function unlessAway<T>(work: Promise<T>, instead: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isUpdateError(error) && error.kind === "waiting") return instead;
    throw error;
  }
}

async function lookUp(world: World, cluster: string, desired: string): Promise<Status> {
  const entries = world.journal.entries();
  const begun = unfinishedRun(entries);
  const open = openIntents(entries).filter(({ run }) => run === begun?.run);
  return {
    cluster,
    desired,
    apiServer: await unlessAway<string | null>(world.cluster.serverVersion(), null),
    nodes: await unlessAway(world.cluster.nodes(), []),
    lockedBy: await unlessAway(
      world.cluster.lockState().then(({ holder }) => holder),
      null,
    ),
    unfinished:
      begun === undefined
        ? null
        : { run: begun.run, target: String(begun.data?.target), open: open.map(({ step }) => step) },
  };
}

const row = ({ name, role, version, ready, unschedulable }: NodeFacts): string[] => [
  name,
  role,
  version,
  ready ? "Ready" : "NotReady",
  unschedulable ? "cordoned" : "",
];

function show({ cluster, desired, apiServer, nodes, lockedBy, unfinished }: Status): void {
  say(style.bold(`${cluster}: API server ${apiServer ?? "does not answer"}, desired ${desired}`));
  for (const line of renderTable(["NODE", "ROLE", "VERSION", "STATE", ""], nodes.map(row), style))
    say(`  ${line}`);
  if (lockedBy !== null) say(`${mark.warn()} locked by ${lockedBy}`);
  if (unfinished === null) return;
  say(`${mark.warn()} unfinished run to ${unfinished.target}; go on with: gitops-update up`);
  for (const step of unfinished.open) say(`    nobody saw the end of ${step}`);
}

export function registerStatus(program: Command): void {
  program
    .command("status")
    .description("show what runs, who holds the lock, and whether a run was left unfinished")
    .action(async (_options: object, command: Command) => {
      const context = contextOf(command);
      const { config, settings } = readStackFile(context);
      const status = await withWorld(settings, (world) =>
        lookUp(world, settings.cluster, config.versions.k3s),
      );
      if (context.output === "json") sayJson(status);
      else show(status);
    });
}
