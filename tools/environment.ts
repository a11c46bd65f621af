import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { checkoutRoot } from "./checkout";
import { type ResolvedTool, type ResolveOptions, resolveTool } from "./resolve";

/** What has to be added to the environment of everything that runs Pulumi. */
export type ToolEnvironment = Readonly<
  Record<
    | "PATH"
    | "GITOPS_UPDATES_LAUNCHERS"
    | "GITOPS_UPDATES_NODE"
    | "PULUMI_SKIP_UPDATE_CHECK"
    | "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK",
    string
  >
>;

/** The programs that the engine looks for on the PATH, and that its release has but a build does not. */
const OFFICIAL_LAUNCHERS = ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

/** Finds the engine and returns an environment in which it is `pulumi`, with launchers for programs in Node. */
export async function toolEnvironment(
  options: Omit<ResolveOptions, "version"> = {},
): Promise<ToolEnvironment> {
  const engine = await resolveTool("pulumi", options);
  return environmentFor(engine, process.env.PATH ?? "");
}

/** The same for an engine that is known already. */
export function environmentFor(engine: ResolvedTool, path: string): ToolEnvironment {
  const folders = engine.source === "path" ? [path] : [dirname(engine.file), path];
  const complete = OFFICIAL_LAUNCHERS.every((name) => isOnPath(name, folders.join(delimiter)));
  const launchers = join(checkoutRoot(), "tools", "launchers");
  return {
    PATH: [...(complete ? [] : [launchers]), ...folders].filter(Boolean).join(delimiter),
    // For what lies beside a built engine; see tools/golang/pulumi/beside.
    GITOPS_UPDATES_LAUNCHERS: launchers,
    // The launchers need not look for one, which takes a moment of every run.
    GITOPS_UPDATES_NODE: process.execPath,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The version has been checked already, against the range in the registry.
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
  };
}

function isOnPath(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, name)));
}
