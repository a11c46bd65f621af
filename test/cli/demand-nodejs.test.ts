import { readFileSync } from "node:fs";
import { LOWEST_NODEJS, oldNodejs } from "../../cli/demand-nodejs";

test.each(["20.20.2", "22.12.9", "18.0.0"])("Node %s is told what is needed and what to do", (version) => {
  expect(oldNodejs(version)).toMatchObject({
    kind: "usage",
    code: "NODEJS_TOO_OLD",
    message: `this is Node.js ${version}, and 22.13 or newer is needed.`,
    next: expect.stringContaining("npm run"),
  });
});

test.each(["22.13.0", "22.20.1", "24.0.0", "100.1.0"])("Node %s is taken", (version) => {
  expect(oldNodejs(version)).toBeNull();
});

test("package.json asks for the same", () => {
  const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${LOWEST_NODEJS}`);
});
