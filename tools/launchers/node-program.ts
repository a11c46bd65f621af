import { spawn } from "node:child_process";
import { join } from "node:path";
import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** Runs the user's program under the SDK's own entry point, in a process of its own, and returns its exit code. */
export function runNodeProgram(request: RunRequest, engine: string): Promise<number | null> {
  const entryPoint = require.resolve("@pulumi/pulumi/cmd/run");
  return new Promise((resolve, reject) => {
    const lean = join(__dirname, "lean-sdk.js");
    spawn(process.execPath, ["--require", lean, entryPoint, ...programArgs(request, engine)], {
      cwd: request.getInfo()?.getProgramDirectory() || request.getPwd(),
      env: { ...process.env, ...configEnvironment(request) },
      stdio: ["ignore", "inherit", "inherit"],
    })
      .once("error", reject)
      .once("close", resolve);
  });
}

/** The command line of the SDK's entry point. */
export function programArgs(request: RunRequest, engine: string): string[] {
  const info = request.getInfo();
  return [
    `--monitor=${request.getMonitorAddress()}`,
    `--engine=${engine}`,
    `--project=${request.getProject()}`,
    `--stack=${request.getStack()}`,
    `--organization=${request.getOrganization()}`,
    `--root-directory=${info?.getRootDirectory() ?? request.getPwd()}`,
    `--pwd=${request.getPwd()}`,
    `--parallel=${request.getParallel()}`,
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || request.getProgram() || ".",
    ...request.getArgsList(),
  ];
}

/** The stack's config, in the form in which the SDK reads it. */
function configEnvironment(request: RunRequest): Record<string, string> {
  return {
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
}
