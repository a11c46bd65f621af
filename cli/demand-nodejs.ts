// The first import of all: what an older Node lacks would fail in the middle of loading, with words of its own.
import { describeError, type UpdateError, usage } from "../domain/errors";
import { EXIT_CODES } from "./exit-codes";

/** As `engines` in package.json has it: from here on compiled modules can be kept between runs. */
export const LOWEST_NODEJS = "22.13";

const [lowestMajor = 0, lowestMinor = 0] = LOWEST_NODEJS.split(".").map(Number);

/** What to say of a Node that is too old; `null` for one that is not. */
export function oldNodejs(version: string): UpdateError | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)) return null;
  const next = "in a checkout use npm run --silent gitops-update, which brings a Node of its own.";
  return usage(
    "NODEJS_TOO_OLD",
    `this is Node.js ${version}, and ${LOWEST_NODEJS} or newer is needed.`,
    next,
  );
}

const error = oldNodejs(process.versions.node);
if (error !== null) {
  process.stderr.write(`gitops-update: ${describeError(error)}\n`);
  process.exit(EXIT_CODES.usage[0]);
}
