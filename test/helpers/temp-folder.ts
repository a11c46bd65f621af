import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, gone when the test file has ended. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "gitops-updates-test-"));
  made.push(folder);
  return folder;
}
