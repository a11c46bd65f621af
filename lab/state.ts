import { readFileSync } from "node:fs";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { LabPaths } from "./paths";

/** Nodes with containers of their own, or nodes that KWOK plays. */
export const NodeKind = z.enum(["real", "simulated"]);
export type NodeKind = z.infer<typeof NodeKind>;

/** What a lab remembers of itself between commands. */
export const LabState = z.object({
  version: z.string(),
  servers: z.number(),
  agents: z.number(),
  kind: NodeKind.default("simulated"),
  /** The first three numbers of the real nodes' addresses, such as `10.213.7`; empty for simulated ones. */
  subnet: z.string().default(""),
  ports: z.object({
    mirror: z.number(),
    api: z.number(),
    nodes: z.record(z.string(), z.number()),
  }),
});
export type LabState = z.infer<typeof LabState>;

/** Reads the lab's state; undefined when there is no such lab. */
export function readLabState(lab: LabPaths): LabState | undefined {
  let text: string;
  try {
    text = readFileSync(lab.stateFile, "utf8");
  } catch {
    return undefined;
  }
  return LabState.parse(JSON.parse(text));
}

/** Writes the lab's state. */
export function writeLabState(lab: LabPaths, state: LabState): void {
  writeFileAtomic.sync(lab.stateFile, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
}
