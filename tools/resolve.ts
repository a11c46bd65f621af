import { toolCacheDir } from "./cache-paths";
import { checkoutRoot } from "./checkout";
import { findTool } from "./registry";
import { sourceOrder } from "./source-order";
import { buildSource } from "./sources/build";
import { cacheSource } from "./sources/cache";
import { downloadSource } from "./sources/download";
import { pathSource } from "./sources/path";
import { type Attempt, ToolNotFound } from "./tool-not-found";
import type { Found, NotFound, SourceContext, SourceName, Tool, ToolProgress, ToolSource } from "./types";

export interface ResolvedTool {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly source: SourceName;
}

export interface ResolveOptions {
  /** One of the pinned versions. @default the first in the registry */
  readonly version?: string;
  readonly onProgress?: (progress: ToolProgress) => void;
  readonly signal?: AbortSignal;
}

const SOURCES: Readonly<Record<SourceName, ToolSource>> = {
  path: pathSource,
  cache: cacheSource,
  download: downloadSource,
  build: buildSource,
};

/** Finds a tool in the first source that has it, and gets it there if need be. */
export async function resolveTool(name: string, options: ResolveOptions = {}): Promise<ResolvedTool> {
  const tool = findTool(name, options.version);
  const context = contextFor(tool, options);
  const attempts: Attempt[] = [];
  for (const source of sourceOrder(process.env.GITOPS_UPDATES_TOOLS)) {
    const found = await ask(SOURCES[source], tool, context);
    if ("file" in found) return ready({ name, ...found, source }, context);
    attempts.push({ source, reason: found.reason });
  }
  throw new ToolNotFound(tool, attempts);
}

/** Whether a tool is there already, so that nobody has to wait for a download or a build. */
export async function isReady(name: string, version?: string): Promise<boolean> {
  const tool = findTool(name, version);
  const context = contextFor(tool, {});
  const order = sourceOrder(process.env.GITOPS_UPDATES_TOOLS);
  for (const source of order.includes("path") ? [pathSource, cacheSource] : [cacheSource]) {
    if ("file" in (await ask(source, tool, context))) return true;
  }
  return false;
}

function contextFor(tool: Tool, { onProgress, signal }: ResolveOptions): SourceContext {
  const started = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - started);
  // Several versions of one tool may follow each other, and people want to know which one takes so long.
  const name = `${tool.name} ${tool.version}`;
  return {
    checkout: checkoutRoot(),
    cacheDir: toolCacheDir(),
    signal,
    report: (phase, message) => onProgress?.({ tool: name, phase, message, elapsedMs: elapsedMs() }),
  };
}

/** A source that fails is one that does not have the tool, unless the caller has given up. */
async function ask(source: ToolSource, tool: Tool, context: SourceContext): Promise<Found | NotFound> {
  try {
    context.signal?.throwIfAborted();
    return await source.find(tool, context);
  } catch (error) {
    context.signal?.throwIfAborted();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function ready(tool: ResolvedTool, context: SourceContext): ResolvedTool {
  context.report("ready", `${tool.version} from ${tool.source}`);
  return tool;
}
