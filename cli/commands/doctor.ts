import type { Command } from "commander";

export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description("check what an update needs: engine, API, SSH, release source, backups; one line each")
    .action(async (options: object, command: Command) =>
      (await import("../actions/doctor.js")).runDoctor(options, command),
    );
}
