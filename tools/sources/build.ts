import { cp } from "node:fs/promises";
import { join } from "node:path";
import { makeEntry } from "../cache-entry";
import { entryDir } from "../cache-paths";
import { goBuild } from "../go-build";
import type { ToolSource } from "../types";
import { findOnPath } from "./path";

/** Builds the pinned Go module into the cache. `go.sum` says what the sources have to be, wherever they come from. */
export const buildSource: ToolSource = {
  id: "build",
  async find(tool, context) {
    const go = await findOnPath("go");
    if (go === undefined) return { reason: "no go on the PATH" };
    const { checkout, cacheDir, signal } = context;
    const { module } = tool;
    const dir = await entryDir(tool, cacheDir, checkout);
    const report = (message: string) => context.report("build", message);
    const file = await makeEntry(dir, tool.executable, { signal, report }, async (unfinished) => {
      await goBuild({ go, module, checkout, signal, report, out: join(unfinished, tool.executable) });
      if (module.companions) await cp(join(checkout, module.companions), unfinished, { recursive: true });
    });
    return { file, version: tool.version };
  },
};
