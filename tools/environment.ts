import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { checkoutRoot } from "./checkout";
import { type ResolvedTool, type ResolveOptions, resolveTool } from "./resolve";

/** What has to be added to the environment of everything that runs Pulumi. */
export type ToolEnvironment = Readonly<
  Record<
    | "PATH"
    | "GITOPS_UPDATES_LAUNCHERS"
    | "GITOPS_UPDATES_NODE"
    | "GITOPS_UPDATES_PROVIDER_HOST"
    | "PULUMI_SKIP_UPDATE_CHECK"
    | "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK",
    string
  >
>;

const PROVIDER_HOST = "pulumi-resource-pulumi-nodejs";

/** The programs that the engine looks for on the PATH, and that its release has but a build does not. */
const OFFICIAL_LAUNCHERS = ["pulumi-language-nodejs", PROVIDER_HOST];

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
  const fullPath = [...(complete ? [] : [launchers]), ...folders].filter(Boolean).join(delimiter);
  return {
    PATH: fullPath,
    // For what lies beside a built engine; see tools/golang/pulumi/beside.
    GITOPS_UPDATES_LAUNCHERS: launchers,
    // The launchers need not look for one, which takes a moment of every run.
    GITOPS_UPDATES_NODE: process.execPath,
    // Ours ends with the engine from its first moment on; see components/provider-ahead.ts.
    GITOPS_UPDATES_PROVIDER_HOST: isOurs(findOnPath(PROVIDER_HOST, fullPath)) ? "ours" : "official",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // The version has been checked already, against the range in the registry.
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
  };
}

function findOnPath(name: string, path: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

const isOnPath = (name: string, path: string): boolean => findOnPath(name, path) !== undefined;

/** The launcher of this checkout, or the one beside a built engine that leads to it. */
const isOurs = (launcher: string | undefined): boolean =>
  launcher !== undefined && /GITOPS_UPDATES_LAUNCHERS|end-with-parent/.test(readFileSync(launcher, "utf8"));
