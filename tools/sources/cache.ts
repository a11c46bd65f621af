import { existsSync } from "node:fs";
import { join } from "node:path";
import { entryDir } from "../cache-paths";
import type { ToolSource } from "../types";

/** Takes what an earlier download or build has left. An entry gets its name last, so it is always whole. */
export const cacheSource: ToolSource = {
  id: "cache",
  async find(tool, { cacheDir, checkout }) {
    const dir = await entryDir(tool, cacheDir, checkout);
    const file = join(dir, tool.executable);
    return existsSync(file) ? { file, version: tool.version } : { reason: `nothing at ${dir}` };
  },
};
