import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** What a process of its own prints that has loaded the SDK after `lean-sdk`. */
function inProcess(program: string): unknown {
  const preload = resolve("bin/tools/launchers/lean-sdk.js");
  const text = `
    const pulumi = require("@pulumi/pulumi");
    const { serializeFunction, computeCodePaths } = pulumi.runtime;
    const loaded = (name) => Object.entries(require.cache)
      .some(([file, { children }]) => file.includes("/node_modules/" + name + "/") && children.length > 0);
    (async () => console.log(JSON.stringify(await (${program})())))();`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--require", preload, "-e", text], {
    encoding: "utf8",
  });
  return JSON.parse(stdout === "" ? JSON.stringify(stderr) : stdout);
}

test("the SDK is loaded without compiler and package analysers", () => {
  expect(
    inProcess(
      `() => [typeof pulumi.Config, loaded("@npmcli/arborist"), loaded("normalize-package-data"), loaded("@pulumi/pulumi")]`,
    ),
  ).toEqual(["function", false, false, true]);
});

test("who needs them gets them", () => {
  const functionText = inProcess(`async () => (await serializeFunction(() => 7)).text`);
  const analysed = inProcess(
    `async () => [(await computeCodePaths({})).size > 10, loaded("@npmcli/arborist"), loaded("normalize-package-data")]`,
  );

  expect(functionText).toContain("7");
  expect(analysed).toEqual([true, true, true]);
});

test("zod speaks without its fifty languages, and knows them when asked", () => {
  const spoken = inProcess(
    `() => [require("zod").z.string().safeParse(1).error.issues[0].message, Object.keys(require.cache).some((file) => file.endsWith("/locales/de.cjs"))]`,
  );
  const german = inProcess(`() => typeof require("zod/v4/locales").de().localeError`);

  expect(spoken).toEqual([expect.stringContaining("expected string"), false]);
  expect(german).toBe("function");
});
