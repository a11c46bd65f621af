import type { Command } from "commander";
import { configJsonSchema } from "../../domain/config";
import { contextOf } from "../context";
import { mark, say, sayJson } from "../output/style";
import { readStackFile } from "../stack-file";

export function registerConfig(program: Command): void {
  const config = program.command("config").description("look at and check the configuration");
  config
    .command("schema")
    .description("print the JSON Schema of the gitops-updates: keys, with units and defaults")
    .action(() => sayJson(configJsonSchema()));
  config
    .command("check")
    .description("check Pulumi.<stack>.yaml and its inventory without touching the cluster")
    .action((_options: object, command: Command) => {
      const context = contextOf(command);
      const resolved = readStackFile(context);
      if (context.output === "json") return sayJson(resolved.config);
      const { cluster, versions } = resolved.config;
      say(
        `${mark.good()} ${context.stack}: ${cluster.name} with ${cluster.nodes.length} nodes, k3s ${versions.k3s}`,
      );
    });
}
