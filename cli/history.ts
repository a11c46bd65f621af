import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";

/** The part of a checkpoint that tells what an update left behind. */
const Resource = z.object({ type: z.string(), outputs: z.record(z.string(), z.unknown()).default({}) });
const Resources = z.array(Resource).default([]);
const Checkpoint = z.object({
  checkpoint: z.object({ latest: z.object({ resources: Resources }).nullish() }),
});
const Observed = z.object({ versions: z.record(z.string(), z.string()), apiServer: z.string() });
const Taken = z.object({ id: z.string() });

/** One update of the stack, with what ran after it. */
export interface HistoryEntry {
  /** Counted from 1; Pulumi Cloud's own version number where there is one. */
  readonly update: number;
  readonly kind: string;
  readonly result: string;
  readonly startedAt: string;
  readonly message: string;
  /** Node -> version when the update ended; `null` when it left no rollout. */
  readonly versions: Readonly<Record<string, string>> | null;
  /** Backup that was taken before this update's first change. */
  readonly backup: string | null;
}

type ResourceList = z.infer<typeof Resources>;

const outputOf = (resources: ResourceList, type: string, key: string): unknown =>
  resources.find((it) => it.type.endsWith(`:${type}`))?.outputs[key];

function describe(resources: ResourceList): Pick<HistoryEntry, "versions" | "backup"> {
  const observed = Observed.safeParse(outputOf(resources, "Rollout", "observed"));
  const backup = Taken.safeParse(outputOf(resources, "Backup", "backup"));
  return { versions: observed.data?.versions ?? null, backup: backup.data?.id ?? null };
}

/** The file backend gives every update version 0 and keeps a checkpoint file for each, named by time. */
function fileCheckpoints(backend: string, project: string, stack: string): ResourceList[] {
  const folder = join(backend.slice("file://".length), ".pulumi", "history", project, stack);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".checkpoint.json"));
  return names.sort().map((name) => {
    const parsed = Checkpoint.safeParse(JSON.parse(readFileSync(join(folder, name), "utf8")));
    return parsed.data?.checkpoint.latest?.resources ?? [];
  });
}

/** Pulumi Cloud numbers updates and hands out the state of each. */
async function exportedResources(stack: Stack, version: number): Promise<ResourceList> {
  const words = ["stack", "export", "--stack", stack.name, "--version", String(version)];
  const { stdout } = await promisify(execFile)("pulumi", words, {
    cwd: stack.workspace.workDir,
    maxBuffer: 256 * 1024 * 1024,
  });
  const parsed = z.object({ deployment: z.object({ resources: Resources }) }).safeParse(JSON.parse(stdout));
  return parsed.data?.deployment.resources ?? [];
}

/** Every update of the stack, oldest first, on a file backend as on Pulumi Cloud. */
export async function readHistory(
  stack: Stack,
  backend: string | undefined,
  project: string,
): Promise<HistoryEntry[]> {
  const summaries = (await stack.history()).toReversed();
  const files = backend?.startsWith("file://") ? fileCheckpoints(backend, project, stack.name) : null;
  const entries: HistoryEntry[] = [];
  for (const [index, { kind, result, startTime, message, version }] of summaries.entries()) {
    const resources = files === null ? await exportedResources(stack, version) : (files[index] ?? []);
    const update = files === null ? version : index + 1;
    entries.push({
      update,
      kind,
      result,
      startedAt: new Date(startTime).toISOString(),
      message,
      ...describe(resources),
    });
  }
  return entries;
}
