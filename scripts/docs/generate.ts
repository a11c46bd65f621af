import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkoutRoot } from "../../tools/checkout";
import { commandsPage } from "./commands-page";
import { configPage } from "./config-page";
import { errorsPage } from "./errors-page";
import { exitCodesPage } from "./exit-codes-page";
import { findingsPage } from "./findings-page";

type Make = (root: string) => string | Promise<string>;

/** The pages that are made from the sources; the test compares them with what lies in `docs/`. */
export const PAGES: Readonly<Record<string, Make>> = {
  "docs/reference/config.md": configPage,
  "docs/reference/findings.md": findingsPage,
  "docs/reference/errors.md": errorsPage,
  "docs/reference/exit-codes.md": exitCodesPage,
  "docs/reference/commands.md": commandsPage,
};

async function writePages(root: string): Promise<void> {
  for (const [path, make] of Object.entries(PAGES)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await make(root));
    console.log(path);
  }
}

if (require.main === module) {
  writePages(checkoutRoot()).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
