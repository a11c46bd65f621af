import { constants, copyFile, mkdir, rename, stat } from "node:fs/promises";
import { join } from "node:path";
import { resolveTool } from "../../tools/resolve";
import type { ToolProgress } from "../../tools/types";
import { installImages } from "../images/install-images";
import { WORKLOAD_IMAGES } from "../images/registry";
import { nodeNames, nodePaths } from "../node/node-paths";
import type { LabPaths } from "../paths";
import type { LabState } from "../state";
import type { Detail } from "../steps";

/** What a real node runs beside its k3s file, under the names that the k3s file expects. */
const PROGRAMS = ["containerd", "containerd-shim-runc-v2", "ctr"] as const;
const DATASTORE = ["etcd", "etcdutl"] as const;

interface RuntimeOptions {
  /** Several servers share an etcd. */
  readonly etcd: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: Detail;
}

export const runtimeDir = (lab: LabPaths): string => join(lab.dir, "runtime");

/** Provides the container runtime of a lab, from the cache or by building it. */
export async function provideRuntime(lab: LabPaths, options: RuntimeOptions): Promise<void> {
  const folder = runtimeDir(lab);
  await mkdir(folder, { recursive: true });
  for (const name of [...PROGRAMS, ...(options.etcd ? DATASTORE : [])]) {
    const { signal, onProgress } = options;
    const tool = await resolveTool(name, {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ message }) => onProgress(`${name}: ${message}`),
    });
    await place(tool.file, join(folder, name));
  }
}

/** Puts every image that the workloads need on every node, where its k3s imports them. */
export async function provideImages(
  lab: LabPaths,
  { servers, agents }: LabState,
  { signal, onProgress }: Omit<RuntimeOptions, "etcd">,
): Promise<void> {
  const options = {
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ tool, message }: ToolProgress) => onProgress(`${tool}: ${message}`),
  };
  for (const node of nodeNames(servers, agents)) {
    const folder = join(nodePaths(lab, node).dataDir, "agent/images");
    await installImages(WORKLOAD_IMAGES, folder, options);
  }
}

/** Never into a file that runs; one of the same size and age or younger is the same. */
async function place(from: string, to: string): Promise<void> {
  const [source, target] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (target !== undefined && target.size === source.size && target.mtimeMs >= source.mtimeMs) return;
  await copyFile(from, `${to}.new`, constants.COPYFILE_FICLONE);
  await rename(`${to}.new`, to);
}
