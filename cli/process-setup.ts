// Imported before all that is the product: what it sets holds for everything that is loaded after it.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheDir } from "../tools/cache-paths";
import "../tools/launchers/lean-sdk";

/** Compiled modules are kept between runs, also for the provider hosts that the engine starts. */
const folder = process.env.NODE_COMPILE_CACHE ?? join(cacheDir(), "compiled");
process.env.NODE_COMPILE_CACHE = folder;
// A folder that cannot be written is no error: then nothing is kept.
enableCompileCache(folder);
