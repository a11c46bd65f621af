import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { detectionAccess } from "../../domain/detection-schedule/access";
import { checkoutRoot } from "../../tools/checkout";

const page = readFileSync(join(checkoutRoot(__dirname), "docs", "rbac.md"), "utf8");

/** The objects of the first block below a headline. */
function objectsBelow(headline: string): unknown[] {
  const [, below = ""] = page.split(`\n${headline}\n`);
  const [, block = ""] = /```yaml\n([\s\S]*?)```/.exec(below) ?? [];
  return parseAllDocuments(block).map((document) => document.toJS());
}

test("the page says of detect what the account of the schedule gets", () => {
  const { everywhere, within } = detectionAccess({ readSecrets: true, credentials: [] });

  expect(objectsBelow("## To detect")).toMatchObject([
    { kind: "ClusterRole", rules: everywhere },
    ...within.map(({ namespace, rules }) => ({ kind: "Role", metadata: { namespace }, rules })),
  ]);
});

test("the page says of single Secrets what the schedule does with them", () => {
  const { within } = detectionAccess({ readSecrets: false, credentials: ["flux-system/ghcr-login"] });
  const named = within.find(({ namespace }) => namespace === "flux-system");

  expect(objectsBelow("### Secrets")).toMatchObject([{ kind: "Role", rules: named?.rules }]);
});
