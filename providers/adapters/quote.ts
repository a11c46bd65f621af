/** Quotes text for a POSIX shell so that it stays one word, whatever it holds: `it's` -> `'it'\''s'`. */
export function shellQuote(text: string): string {
  if (text.includes("\0")) throw new Error("a shell word cannot hold a NUL byte");
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The command line that runs a fixed script with parameters in the login shell's place; `$0` is the script's name. */
export function scriptCommand(
  name: string,
  text: string,
  parameters: readonly string[],
  sudo: boolean,
): string {
  const words = ["sh", "-c", text, name, ...parameters].map(shellQuote).join(" ");
  return `exec ${sudo ? "sudo -n " : ""}${words}`;
}
