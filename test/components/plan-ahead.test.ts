import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runtime } from "@pulumi/pulumi";
import { parse } from "yaml";
import { readStackFile } from "../../cli/stack-file";
import { isFor, type PlanAhead } from "../../components/plan-ahead";
import { readStackConfig } from "../../components/stack-config";
import { resolveConfig } from "../../providers/resolve-config";
import { tempFolder } from "../helpers/temp-folder";

/** As the engine hands a stack's file over: every value is text, and what is no text is JSON. */
function handOver(file: string, over: Readonly<Record<string, unknown>> = {}): void {
  const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
  const values = Object.entries({ ...config, ...over }).map(([key, value]) => [key, JSON.stringify(value)]);
  runtime.setAllConfig(Object.fromEntries(values));
}

const stack = "prod";

test("the stack's file and the engine tell the same configuration", () => {
  const folder = tempFolder();
  copyFileSync(`Pulumi.${stack}.yaml`, join(folder, `Pulumi.${stack}.yaml`));
  const ahead: PlanAhead = {
    resolved: readStackFile({ projectDir: folder, stack }),
    plan: Promise.reject(new Error("not asked for")),
  };
  ahead.plan.catch(() => undefined);

  handOver(join(folder, `Pulumi.${stack}.yaml`));
  expect(isFor(ahead, resolveConfig(readStackConfig(), folder))).toBe(true);

  handOver(join(folder, `Pulumi.${stack}.yaml`), { "gitops-updates:versions": { k3s: "v1.36.3+k3s2" } });
  expect(isFor(ahead, resolveConfig(readStackConfig(), folder))).toBe(false);
});
