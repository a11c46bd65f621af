// Runs jest and ends with the line `N passed, N failed` that its own result file gives.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const words = process.argv.slice(2);
// The end-to-end tests need engine and control plane; a run of named unit tests does not.
const wholeSuite = words.length === 0 || words.some((word) => word.includes("e2e"));
if (wholeSuite) {
  const fetched = spawnSync(process.execPath, ["bin/cli/main.js", "tools", "fetch"], { stdio: "inherit" });
  if (fetched.status !== 0) process.exit(fetched.status ?? 1);
}

const folder = mkdtempSync(join(tmpdir(), "gitops-updates-test-"));
const resultFile = join(folder, "result.json");
const { status } = spawnSync("jest", ["--json", `--outputFile=${resultFile}`, ...words], {
  stdio: ["inherit", "ignore", "inherit"],
});

function count() {
  try {
    const result = JSON.parse(readFileSync(resultFile, "utf8"));
    return { ...result, broken: result.numRuntimeErrorTestSuites };
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, broken: 1 };
  }
}

const { numPassedTests, numFailedTests, numPendingTests, broken } = count();
rmSync(folder, { recursive: true, force: true });
const skipped = numPendingTests === 0 ? "" : `, ${numPendingTests} skipped`;
console.log(`${numPassedTests} passed, ${numFailedTests + broken} failed${skipped}`);
process.exitCode = status ?? 1;
