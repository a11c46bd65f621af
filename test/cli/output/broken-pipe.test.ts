import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";

/** A process that talks for a while after its reader has gone, and tells by its exit code what became of it. */
const talker = (first: string): string => `
${first}
process.on("uncaughtException", () => process.exit(70));
setTimeout(() => process.exit(0), 300);
setInterval(() => process.stdout.write("another line\\n"), 20);
`;

async function endWithoutReader(first: string): Promise<number | null> {
  const child = spawn(process.execPath, ["-e", talker(first)], { stdio: ["ignore", "pipe", "ignore"] });
  child.stdout?.destroy();
  const [code] = (await once(child, "close")) as [number | null];
  return code;
}

const source = readFileSync(join(__dirname, "..", "..", "..", "cli", "output", "broken-pipe.ts"), "utf8");
const options = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
const compiled = transpileModule(source, { compilerOptions: options }).outputText;

test("a reader that goes away is an exception without us", async () => {
  expect(await endWithoutReader("")).toBe(70);
});

test("a reader that goes away does not end the work", async () => {
  expect(await endWithoutReader(`const exports = {};\n${compiled}\nexports.outliveReaders();`)).toBe(0);
});
