import "../helpers/without-kubeconfig";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { withLookOptions } from "../../cli/commands/look-options";
import { defaultConfig, type LookSource, lookConfig } from "../../cli/look-config";
import { planRunOf } from "../../cli/plan-run";
import { thrownBy } from "../domain/fixtures";
import { tempFolder } from "../helpers/temp-folder";

const given = (...words: readonly string[]) => {
  const command = withLookOptions(new Command().option("--cwd <dir>").option("--stack <name>"));
  const parsed = command.parse(words, { from: "user" });
  return lookConfig(parsed, parsed.opts<LookSource>());
};

/** A folder that is no project, and one above which there is none. */
const repository = (): string => tempFolder();

test("a look needs a project unless it is told to do without", () => {
  const cwd = repository();
  expect(thrownBy(() => given("--cwd", cwd, "--git", cwd))).toMatchObject({ code: "PROJECT_MISSING" });
  expect(given("--cwd", cwd, "--git", cwd, "--no-config").config.detection.ignore).toEqual([]);
});

test("a project's own configuration is not read then, not even a broken one", () => {
  const cwd = repository();
  writeFileSync(join(cwd, "Pulumi.yaml"), "name: x\n");
  writeFileSync(join(cwd, "Pulumi.test.yaml"), "config: [");
  expect(thrownBy(() => given("--cwd", cwd, "--git", cwd))).toMatchObject({ code: "STACK_UNREADABLE" });
  expect(given("--cwd", cwd, "--git", cwd, "--no-config").config.cluster.nodes).toEqual([]);
});

test.each([
  ["/srv/K3s_GitOps.git", "k3s-gitops-git"],
  ["/", "cluster"],
  [`/${"x".repeat(62)}-y`, "x".repeat(62)],
])("%s is called %s in reports", (folder, name) => {
  expect(defaultConfig(folder, {}).config.cluster.name).toBe(name);
});

test("what is kept between runs lies in the user's cache, apart for each folder, and never in the folder", () => {
  const cache = tempFolder();
  const stateOf = (folder: string): string =>
    defaultConfig(folder, { XDG_CACHE_HOME: cache }).settings.stateDir;
  const [first, second] = [repository(), repository()];
  expect(stateOf(first).startsWith(join(cache, "gitops-updates"))).toBe(true);
  expect(stateOf(first)).toBe(stateOf(first));
  expect(stateOf(first)).not.toBe(stateOf(second));
  expect(stateOf(first)).not.toContain(first);
});

test("without a configuration a plan is one for the newest of everything", () => {
  const look = { config: false, cluster: false, git: repository() };
  const silent = (): void => {};
  const resolved = defaultConfig(look.git, {});
  expect(planRunOf(look, resolved, silent).all).toBe(true);
  expect(planRunOf({ ...look, config: true }, resolved, silent).all).toBe(false);
});
