/** What a variable is: its value, or `undefined` when it is not set. */
export type Lookup = (name: string) => string | undefined;

interface Expression {
  readonly name: string;
  readonly rest: string;
  /** Offset behind the closing brace. */
  readonly end: number;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** Longer than any default that people write; also keeps the search for a closing brace short. */
const LONGEST = 4096;
/** Defaults within defaults. Deeper ones stay as they are. */
const DEEPEST = 20;

/** Reads `${NAME...}` at an offset; braces within it nest. */
function expressionAt(text: string, start: number): Expression | null {
  NAME.lastIndex = start + 2;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return null;
  let depth = 1;
  const limit = Math.min(text.length, start + LONGEST);
  for (let i = start + 2 + name.length; i < limit; i++) {
    if (text.startsWith("${", i)) depth++;
    if (text[i] === "}" && --depth === 0) {
      return { name, rest: text.slice(start + 2 + name.length, i), end: i + 1 };
    }
  }
  return null;
}

const glob = (pattern: string): string =>
  pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll(/\*+/g, ".*")
    .replaceAll("?", ".");

/** `#`, `##` from the front, `%`, `%%` from the end; doubled means as much as possible. */
function trimmed(value: string, operator: string, pattern: string): string {
  const lazy = operator.length === 1 ? glob(pattern).replaceAll(".*", ".*?") : glob(pattern);
  if (operator.startsWith("#")) return value.replace(new RegExp(`^${lazy}`), "");
  for (let i = 0; i <= value.length; i++) {
    const at = operator === "%" ? value.length - i : i;
    if (new RegExp(`^${glob(pattern)}$`).test(value.slice(at))) return value.slice(0, at);
  }
  return value;
}

function replaced(value: string, rest: string): string {
  const [, all = "", from = "", to = ""] = /^\/(\/?)([^/]*)\/?(.*)$/s.exec(rest) ?? [];
  if (from === "") return value;
  return all === "/" ? value.replaceAll(from, () => to) : value.replace(from, () => to);
}

function cut(value: string, rest: string): string {
  const [, from = "0", length] = /^:\s*(-?\d+)(?::(\d+))?$/.exec(rest) ?? [];
  const start = Number(from);
  return value.slice(start, length === undefined ? undefined : start + Number(length));
}

const CASES: Readonly<Record<string, (value: string) => string>> = {
  "^": (value) => value.slice(0, 1).toUpperCase() + value.slice(1),
  "^^": (value) => value.toUpperCase(),
  ",": (value) => value.slice(0, 1).toLowerCase() + value.slice(1),
  ",,": (value) => value.toLowerCase(),
};

/** The value of one expression. `:-`, `:=`, `-` and `=` all mean a default: nothing is ever assigned. */
function evaluate(rest: string, value: string | undefined, inner: (text: string) => string): string {
  const fallback = /^(:?)([-=+])(.*)$/s.exec(rest);
  if (fallback !== null) {
    const [, colon, operator, word = ""] = fallback;
    const isSet = value !== undefined && (colon === "" || value !== "");
    if (operator === "+") return isSet ? inner(word) : "";
    return isSet ? (value ?? "") : inner(word);
  }
  const present = value ?? "";
  const trim = /^(##?|%%?)(.*)$/s.exec(rest);
  if (trim !== null) return trimmed(present, trim[1] ?? "", trim[2] ?? "");
  if (rest.startsWith("/")) return replaced(present, rest);
  if (rest.startsWith(":")) return cut(present, rest);
  return CASES[rest]?.(present) ?? present;
}

/** The word of `${NAME:=word}` when the text is nothing but this. */
export function soleExpression(
  text: string,
): { readonly name: string; readonly fallback: string | null } | null {
  const expression = text.startsWith("${") ? expressionAt(text, 0) : null;
  if (expression === null || expression.end !== text.length) return null;
  const fallback = /^:?[-=](.*)$/s.exec(expression.rest)?.[1] ?? null;
  return expression.rest === "" || fallback !== null ? { name: expression.name, fallback } : null;
}

/** Whether an expression brings its own value for an unset variable. */
const hasFallback = (rest: string): boolean => /^:?[-=+]/.test(rest);

/** Replaces variables as Flux does. `$${NAME}` stays as `${NAME}`, and a bare `$NAME` is left alone. */
export function envsubst(
  text: string,
  lookup: Lookup,
  missing: (name: string) => void = () => {},
  depth = 0,
): string {
  if (depth > DEEPEST) return text;
  let result = "";
  for (let i = 0; i < text.length; ) {
    const expression = text.startsWith("${", i) ? expressionAt(text, i) : null;
    if (text.startsWith("$${", i)) {
      result += "${";
      i += 3;
    } else if (expression === null) {
      result += text[i];
      i++;
    } else {
      const value = lookup(expression.name);
      if (value === undefined && !hasFallback(expression.rest)) missing(expression.name);
      result += evaluate(expression.rest, value, (word) => envsubst(word, lookup, missing, depth + 1));
      i = expression.end;
    }
  }
  return result;
}
