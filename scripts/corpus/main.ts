import { isAbsolute, resolve } from "node:path";
import { describeError, usage } from "../../domain/errors";
import type { Check, Verdict } from "./check";
import { Corpus } from "./corpus";
import { CHECKS } from "./registry";

const MARKS = { true: "ok  ", false: "FAIL", null: "none" } as const;

/** A check that throws has failed; the others still run. */
async function runOne(check: Check, corpus: Corpus): Promise<readonly Verdict[]> {
  try {
    return await check.run(corpus);
  } catch (error) {
    return [{ name: check.title, passed: false, figures: describeError(error) }];
  }
}

async function runAll(corpus: Corpus): Promise<boolean> {
  const verdicts: Verdict[] = [];
  for (const check of CHECKS) {
    for (const verdict of await runOne(check, corpus)) {
      verdicts.push(verdict);
      console.log(`${MARKS[`${verdict.passed}`]} ${verdict.name}: ${verdict.figures}`);
    }
  }
  const [passed, failed] = [true, false].map(
    (wanted) => verdicts.filter((it) => it.passed === wanted).length,
  );
  console.log(`${passed} passed, ${failed} failed`);
  // A folder in which nothing can be judged is not a corpus.
  return failed === 0 && passed !== 0;
}

function corpusFolder([caller = "", folder]: readonly string[]): string {
  if (folder !== undefined) return isAbsolute(folder) ? folder : resolve(caller, folder);
  throw usage("CORPUS_MISSING", "no folder was named.", "npm run test:corpus -- FOLDER");
}

async function main(words: readonly string[]): Promise<void> {
  if (!(await runAll(new Corpus(corpusFolder(words))))) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(describeError(error));
  process.exitCode = 2;
});
