import type { Command } from "commander";

/** What `detect`, `plan` and `propose` may be told about where they look. */
export const withLookOptions = (command: Command): Command =>
  command
    .option("--git <folder>", "checked-out repository (default: gitops-updates:git)")
    .option("--no-cluster", "leave the cluster out; versions are those that Git says")
    .option("--no-config", "read no stack: defaults for everything, and the cluster of your kubeconfig")
    .option("--bundle <file>", "take everything foreign from a bundle and ask no network")
    .option("--refresh", "ask again for what is younger than an hour");
