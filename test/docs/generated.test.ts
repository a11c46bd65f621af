import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PAGES } from "../../scripts/docs/generate";
import { brokenLinks } from "../../scripts/docs/links";
import { checkoutRoot } from "../../tools/checkout";

const root = checkoutRoot(__dirname);
/** The page of all commands loads the built command in a process of its own. */
const LOAD_MS = 60_000;

test.each(Object.entries(PAGES))(
  "%s says what the sources say (else: npm run build && node bin/scripts/docs/generate.js)",
  async (path, make) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(await make(root));
  },
  LOAD_MS,
);

test("every relative link of README, AGENTS, CHANGELOG and docs leads somewhere", () => {
  expect(brokenLinks(root)).toEqual([]);
});
