import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { scriptCommand, shellQuote } from "../../../providers/adapters/quote";

const shell = (command: string): string => execFileSync("sh", ["-c", command], { encoding: "utf8" });

/** Text without NUL, which no argument of a process can hold, rich in what shells read. */
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom("'", '"', "\\", "$", "`", "\n", " ", "!", "*", "-", "a", "ü", ";", "&"),
  }),
  fc.string({ unit: "binary" }).filter((it) => !it.includes("\0") && it.isWellFormed()),
);

describe("shellQuote", () => {
  test("any text survives a real shell as one word", () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 20 }), (words) => {
        const said = shell(`printf '%s\\037' ${words.map(shellQuote).join(" ")}`);

        expect(said).toBe(words.map((word) => `${word}\u001f`).join(""));
      }),
      { numRuns: 60 },
    );
  });

  test("refuses what no shell word can hold", () => {
    expect(() => shellQuote("a\0b")).toThrow("NUL");
  });
});

describe("scriptCommand", () => {
  test("hands the parameters over untouched and the name as $0", () => {
    const script = `printf '<%s>' "$0" "$#" "$@"`;

    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (parameters) => {
        const said = shell(scriptCommand("my-script", script, parameters, false));

        expect(said).toBe(
          ["my-script", String(parameters.length), ...parameters].map((it) => `<${it}>`).join(""),
        );
      }),
      { numRuns: 40 },
    );
  });

  test("never asks for a password when it goes through sudo", () => {
    expect(scriptCommand("x", "true", [], true)).toBe("exec sudo -n 'sh' '-c' 'true' 'x'");
  });
});
