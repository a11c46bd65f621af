import type { Command } from "commander";

const actions = () => import("../actions/backup.js");

export function registerBackup(program: Command): void {
  const backup = program.command("backup").description("take, list and verify backups");
  backup
    .command("create")
    .description("back up datastore, tokens, configuration, ConfigMaps and Secrets now, and read it back")
    .option("--reason <text>", "why, for the list", "by hand")
    .action(async (options: { reason: string }, command: Command) =>
      (await actions()).createByHand(options, command),
    );
  backup
    .command("list")
    .description("list the cluster's backups, newest first")
    .action(async (options: object, command: Command) => (await actions()).list(options, command));
  backup
    .command("verify")
    .description("prove that a backup is whole: opened, every sum compared, the database checked")
    .argument("<id>", "id from backup list")
    .option("--identity <file>", "age private key; default: gitops-updates:backup.identityFile")
    .action(async (id: string, options: { identity?: string }, command: Command) =>
      (await actions()).verify(id, options, command),
    );
}
