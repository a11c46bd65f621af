import { existsSync } from "node:fs";
import { join } from "node:path";
import { list } from "tar";

/** The content of a node's file as an opened backup has it; `undefined` when it is not in there. */
export async function savedFile(files: string, node: string, path: string): Promise<Buffer | undefined> {
  const file = join(files, "host-files", `${node}.tar`);
  if (!existsSync(file)) return undefined;
  const parts: Buffer[] = [];
  let found = false;
  await list({
    file,
    preservePaths: true,
    filter: (name) => name === path,
    onReadEntry: (entry) => {
      found = true;
      entry.on("data", (part: Buffer) => void parts.push(part));
    },
  });
  return found ? Buffer.concat(parts) : undefined;
}
