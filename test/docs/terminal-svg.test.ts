import { terminalSvg } from "../../scripts/docs/terminal-svg";

test("colours, bold and dim become attributes; escape sequences do not stay", () => {
  const svg = terminalSvg(
    "gitops-update status",
    "\u001b[32m✓\u001b[39m \u001b[1mready\u001b[22m \u001b[2mnow\u001b[22m",
  );
  expect(svg).toContain('fill="#56d364">✓</text>');
  expect(svg).toContain('font-weight="bold">ready</text>');
  expect(svg).toContain('fill="#9da7b3">now</text>');
  expect(svg).not.toContain("\u001b");
});

test("text is escaped", () => {
  expect(terminalSvg("a", '<script> & "x"')).toContain("&lt;script&gt; &amp; &quot;x&quot;");
});

test("long lines go on in the next row, none of the words is lost", () => {
  const words = Array.from({ length: 60 }, (_, index) => `word${index}`);
  const svg = terminalSvg("a", `  ! ${words.join(" ")}`);
  for (const word of words) expect(svg).toMatch(new RegExp(`\\b${word}\\b`));
  expect(new Set([...svg.matchAll(/ y="([\d.]+)"/g)].map(([, y]) => y)).size).toBeGreaterThan(3);
});

test("the second run of a line stands right of the first", () => {
  const svg = terminalSvg("a", "ab\u001b[32mcd\u001b[39m");
  const x = (text: string) => Number(new RegExp(`x="([\\d.]+)"[^>]*>${text}<`).exec(svg)?.[1]);
  expect(x("cd") - x("ab")).toBeCloseTo(2 * 8.4, 1);
});
