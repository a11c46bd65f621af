import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of this checkout, found from where this code lies: it runs as TypeScript and compiled in bin/. */
export function checkoutRoot(from: string = __dirname): string {
  if (existsSync(join(from, "tools", "golang"))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error("The sources of the tools (tools/golang) are missing.");
  return checkoutRoot(parent);
}
