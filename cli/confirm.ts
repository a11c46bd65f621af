import { createInterface } from "node:readline/promises";
import { usage } from "../domain/errors";
import { style } from "./output/style";

/** Asks once, on a terminal only; a script has to say `--yes` itself. */
export async function confirmed(yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (process.stdin.isTTY !== true) {
    throw usage(
      "CONFIRMATION_NEEDED",
      "nobody is there to confirm.",
      "read what it would do and run again with --yes.",
    );
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question(`\nType ${style.bold("yes")} to go on: `);
  prompt.close();
  return answer.trim() === "yes";
}
