import "../helpers/without-kubeconfig";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { previewPlan } from "../../cli/actions/preview";
import { stackConfig } from "../../cli/stack-file";
import { thrownBy } from "../domain/fixtures";
import { tempFolder } from "../helpers/temp-folder";

function project(content?: string) {
  const projectDir = tempFolder();
  if (content !== undefined) writeFileSync(join(projectDir, "Pulumi.home.yaml"), content);
  return { projectDir, stack: "home", output: "text" as const };
}

const TWICE = "config:\n  gitops-updates:policy:\n    acknowledge: [A]\n    acknowledge: [B]\n";

describe("the file of a stack", () => {
  test("gives its config with whole keys", () => {
    expect(stackConfig(project("config:\n  gitops-updates:a: 1\n  other:b: 2\n"))).toEqual({
      "gitops-updates:a": 1,
      "other:b": 2,
    });
  });

  test("with a key that is there twice is named with the place", () => {
    expect(thrownBy(() => stackConfig(project(TWICE)))).toMatchObject({
      code: "STACK_UNREADABLE",
      message: expect.stringMatching(/Pulumi\.home\.yaml cannot be read \(.*unique.* line 4/),
    });
  });

  test("that is missing leads to those that are there", () => {
    const { projectDir } = project("config: {}\n");

    expect(thrownBy(() => stackConfig({ projectDir, stack: "hone" }))).toMatchObject({
      code: "STACK_UNKNOWN",
      message: expect.stringContaining("known stacks: home"),
    });
  });

  test.each([
    ["is broken", TWICE, "STACK_UNREADABLE"],
    ["is missing", undefined, "STACK_UNKNOWN"],
  ])("that %s ends a preview before the engine is asked", async (_, content, code) => {
    await expect(previewPlan(project(content))).rejects.toMatchObject({ code });
  });
});
