import type { Command } from "commander";
import { listBackups } from "../../providers/backup/catalogue";
import { createBackup } from "../../providers/backup/create";
import type { Sidecar } from "../../providers/backup/manifest";
import { verifyBackup } from "../../providers/backup/verify";
import { withClusterLock } from "../../providers/cluster-lock";
import { lookAround, withWorld } from "../../providers/session";
import type { Settings } from "../../providers/settings";
import { renderTable } from "../../report/table";
import { contextOf } from "../context";
import { mark, say, sayJson, style } from "../output/style";
import { readStackFile } from "../stack-file";

const row = ({ manifest, bytes, encrypted, verifiedAt }: Sidecar): string[] => [
  manifest.id,
  manifest.createdAt,
  [...new Set(manifest.nodes.map(({ version }) => version))].join(", "),
  `${(bytes / 1024).toFixed(0)} KiB`,
  encrypted ? "age" : "none",
  verifiedAt,
  manifest.reason,
];

/** A backup out of turn, beside those that every `up` takes. */
export async function createByHand({ reason }: { reason: string }, command: Command): Promise<void> {
  const context = contextOf(command);
  const { settings } = readStackFile(context);
  const onPart = (title: string): void =>
    context.output === "text" ? say(`  ${style.dim("…")} ${title}`) : undefined;
  const sidecar = await withWorld(settings, (world) =>
    withClusterLock(world, async () => {
      const inventory = await lookAround(world, settings);
      return createBackup({ world, settings, inventory, reason, onPart });
    }),
  );
  if (context.output === "json") return sayJson(sidecar);
  say(`${mark.good()} backup ${sidecar.manifest.id} written and read back`);
}

export async function list(_options: object, command: Command): Promise<void> {
  const context = contextOf(command);
  const all = listBackups(readStackFile(context).settings);
  if (context.output === "json") return sayJson(all);
  if (all.length === 0) return say("No backup yet. Take one with: gitops-update backup create");
  const head = ["ID", "TAKEN", "VERSIONS", "SIZE", "SEALED", "VERIFIED", "REASON"];
  for (const line of renderTable(head, all.map(row), style)) say(line);
}

/** A key named on the command line wins over the configured one. */
const withIdentity = (settings: Settings, identityFile: string | undefined): Settings =>
  identityFile === undefined ? settings : { ...settings, backup: { ...settings.backup, identityFile } };

export async function verify(id: string, options: { identity?: string }, command: Command): Promise<void> {
  const context = contextOf(command);
  const settings = withIdentity(readStackFile(context).settings, options.identity);
  const checked = await verifyBackup(settings, id);
  if (context.output === "json") return sayJson({ id, checked });
  const how =
    checked === "content" ? "opened and every file compared" : "its sum compared (no identity to open it)";
  say(`${mark.good()} ${id}: ${how}`);
}
