// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Flux.
import { envsubst, soleExpression } from "../../../domain/gitops/flux/envsubst";

const VALUES: Readonly<Record<string, string>> = { A: "one", EMPTY: "", PATH: "a/b/c.tar.gz", N: "inner" };
const lookup = (name: string): string | undefined => VALUES[name];

test.each([
  ["x ${A} y", "x one y"],
  ["${NOPE}", ""],
  ["${NOPE:-d}", "d"],
  ["${NOPE:=d}", "d"],
  ["${EMPTY:=d}", "d"],
  ["${EMPTY=d}", ""],
  ["${A:=d}", "one"],
  ["${A:+set}", "set"],
  ["${NOPE:+set}", ""],
  ["${NOPE:=${N}}", "inner"],
  ["${NOPE:=${OTHER:-deep}}!", "deep!"],
  ["${A^^}", "ONE"],
  ["${A^}", "One"],
  ["${A:1}", "ne"],
  ["${A:0:2}", "on"],
  ["${A/n/N}", "oNe"],
  ["${PATH##*/}", "c.tar.gz"],
  ["${PATH#*/}", "b/c.tar.gz"],
  ["${PATH%.*}", "a/b/c.tar"],
  ["${PATH%%.*}", "a/b/c"],
  ["$${A}", "${A}"],
  ["$A and $(A) stay", "$A and $(A) stay"],
  ["${{ github.actor }}", "${{ github.actor }}"],
  ["${A", "${A"],
])("%s becomes %s", (text, expected) => {
  expect(envsubst(text, lookup)).toBe(expected);
});

test("nesting without end stays as it is", () => {
  const deep = `${"${X:=".repeat(5000)}end${"}".repeat(5000)}`;
  expect(envsubst(deep, lookup)).toContain("${X:=");
  expect(envsubst("${X:=${X:=${X:=end}}}", lookup)).toBe("end");
});

test("says which variables are missing without a default", () => {
  const missing: string[] = [];
  envsubst("${A}${X}${Y:=1}${Z:-${W}}", lookup, (name) => missing.push(name));
  expect(missing).toEqual(["X", "W"]);
});

test("knows a text that is one variable", () => {
  expect(soleExpression("${A}")).toEqual({ name: "A", fallback: null });
  expect(soleExpression("${A:=1.2}")).toEqual({ name: "A", fallback: "1.2" });
  for (const text of ["v${A}", "${A}${B}", "${A^^}", "A"]) expect(soleExpression(text)).toBeNull();
});
