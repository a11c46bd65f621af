// Runs jest and ends with the line `N passed, N failed` that its own result file gives.
//   npm test                    unit tests, and the end-to-end tests on simulated nodes
//   npm test -- --nodes real    the end-to-end tests on real nodes, and those that need them
// Other arguments go to jest.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

/** A suite that goes further than the others, and the k3s that only it needs. */
const FURTHER = { suite: "test/e2e/two-hops.test.ts", k3s: "v1.37.2+k3s1" };
const words = process.argv.slice(2);
const at = words.indexOf("--nodes");
const nodes = at < 0 ? "simulated" : words.splice(at, 2)[1];
// Every `lab up` of the tests follows this.
process.env.GITOPS_UPDATES_LAB_NODES = nodes;

const run = (...command) =>
  spawnSync(process.execPath, ["bin/cli/main.js", ...command], { stdio: "inherit" });
const stopUnlessDone = ({ status }) => status === 0 || process.exit(status ?? 1);
if (nodes === "real") stopUnlessDone(run("lab", "check"));
// The end-to-end tests need engine and control plane; a run of named unit tests does not.
const wholeSuite = nodes === "real" || words.length === 0 || words.some((word) => word.includes("e2e"));
const named = words.filter((word) => !word.startsWith("-"));
const further = named.length === 0 || named.some((word) => FURTHER.suite.includes(word));
if (wholeSuite) stopUnlessDone(run("tools", "fetch", ...(further ? ["--k3s", FURTHER.k3s] : [])));

const folder = mkdtempSync(join(tmpdir(), "gitops-updates-test-"));
const resultFile = join(folder, "result.json");
const projects =
  nodes === "real" ? ["--selectProjects", "e2e", "e2e-real"] : ["--selectProjects", "unit", "e2e"];
// A lab of real nodes keeps two processors busy by itself; side by side on fewer, kubelets miss their own limits.
const workers = Math.max(1, Math.floor(availableParallelism() / 2));
const atOnce = nodes === "real" ? [`--maxWorkers=${workers}`] : [];
const given = ["--json", `--outputFile=${resultFile}`, ...atOnce, ...words, ...projects];
const { status } = spawnSync("jest", given, { stdio: ["inherit", "ignore", "inherit"] });

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
