import { EXIT_CODES } from "../../cli/exit-codes";
import { code, generatedPage, table } from "./markdown";

/** What a script can rely on, from the table that the command itself uses. */
export function exitCodesPage(): string {
  const rows = Object.values(EXIT_CODES).map(([number, meaning]) => [code(String(number)), meaning]);
  return generatedPage("Exit codes", [
    table(["code", "meaning"], rows),
    "After 75, run the same command again: it goes on where it stopped. After 8, 4 and 5 a person has to look first.\n" +
      "Which error ends with which code is listed in [errors](errors.md). Source: `cli/exit-codes.ts`.",
  ]);
}
