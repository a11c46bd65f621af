import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openFirstSeen } from "../../../../providers/adapters/source-http";
import { tempFolder } from "../../../helpers/temp-folder";

const at = (iso: string) => ({ now: () => new Date(iso), elapsedMs: () => 0, sleep: async () => undefined });
const MONDAY = "2026-06-01T10:00:00.000Z";
const TUESDAY = "2026-06-02T10:00:00.000Z";

test("a name keeps the time of the run that met it first", () => {
  const dir = tempFolder();
  openFirstSeen(dir, at(MONDAY)).note("oci://a", ["1.0.0"]);

  const { since, gone } = openFirstSeen(dir, at(TUESDAY)).note("oci://a", ["1.0.0", "1.1.0"]);

  expect([...since]).toEqual([
    ["1.0.0", MONDAY],
    ["1.1.0", TUESDAY],
  ]);
  expect(gone).toEqual([]);
});

test("what is gone is named, and known when it comes back", () => {
  const seen = openFirstSeen(tempFolder(), at(MONDAY));
  seen.note("oci://a", ["1.0.0", "1.1.0"]);

  expect(seen.note("oci://a", ["1.1.0"]).gone).toEqual(["1.0.0"]);
  expect(seen.note("oci://a", ["1.0.0", "1.1.0"]).gone).toEqual([]);
  expect(seen.note("oci://b", ["1.1.0"]).gone).toEqual([]);
});

test("a file that cannot be read starts anew", () => {
  const dir = tempFolder();
  openFirstSeen(dir, at(MONDAY)).note("oci://a", ["1.0.0"]);
  const folder = join(dir, "first-seen");
  for (const file of readdirSync(folder)) writeFileSync(join(folder, file), "{");

  const { since } = openFirstSeen(dir, at(TUESDAY)).note("oci://a", ["1.0.0"]);
  expect(since.get("1.0.0")).toBe(TUESDAY);
});
