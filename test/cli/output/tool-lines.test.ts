import { linesOfMadeTools, toolLines } from "../../../cli/output/tool-lines";
import type { ToolProgress } from "../../../tools/types";

const at = (seconds: number, tool: string, phase: ToolProgress["phase"] = "build"): ToolProgress => ({
  tool,
  phase,
  message: phase,
  elapsedMs: seconds * 1_000,
});

const written = (make: typeof toolLines, told: readonly ToolProgress[]): string[] => {
  const lines: string[] = [];
  const tell = make((line) => lines.push(line.trim()));
  for (const progress of told) tell(progress);
  return lines;
};
const linesOf = (...told: readonly ToolProgress[]): string[] => written(toolLines, told);

test("a build has a line at its start, one every ten seconds, and one at its end", () => {
  const told = [0, 4, 9, 10, 19, 21].map((seconds) => at(seconds, "kwok v1"));
  expect(linesOf(...told, at(22, "kwok v1", "ready"))).toEqual([
    "[   0 s] kwok v1: build",
    "[  10 s] kwok v1: build",
    "[  21 s] kwok v1: build",
    "[  22 s] kwok v1: ready",
  ]);
});

test.each(["k3s v1", "k3s v2"])(
  "after a build of ten minutes that of %s has its lines from the start",
  (next) => {
    const told = [at(0, "k3s v1"), at(600, "k3s v1", "ready"), at(0, next), at(10, next)];
    expect(linesOf(...told)).toHaveLength(4);
  },
);

test("a tool that is there already needs no line, one that has to be made has all of them", () => {
  const told = [at(0, "pulumi v3", "ready"), at(0, "kine v0"), at(12, "kine v0", "ready")];
  expect(written(linesOfMadeTools, told)).toEqual(["[   0 s] kine v0: build", "[  12 s] kine v0: ready"]);
});
