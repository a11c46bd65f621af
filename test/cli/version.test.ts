import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withVersionCommand } from "../../cli/commands/version";
import { buildProgram } from "../../cli/program";

const { version } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8"));

async function saidTo(...words: string[]): Promise<string> {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  await buildProgram().parseAsync(withVersionCommand(words), { from: "user" });
  write.mockRestore();
  return lines.join("");
}

test.each([["version"], ["--version"], ["-V"]])(
  "%s says which one it is, as package.json has it",
  async (word) => {
    expect(await saidTo(word)).toBe(`gitops-update ${version} (Node.js ${process.versions.node})\n`);
  },
);

test("machines get it as JSON", async () => {
  expect(JSON.parse(await saidTo("version", "-o", "json"))).toEqual({
    version,
    nodejs: process.versions.node,
  });
});

test("behind a command the word is that command's own", () => {
  expect(withVersionCommand(["validate", "--version", "v1.36.3+k3s1"])).toEqual([
    "validate",
    "--version",
    "v1.36.3+k3s1",
  ]);
});
