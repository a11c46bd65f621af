import fc from "fast-check";
import { type BackupRecord, retain } from "../../domain/retention";

const backup = (day: number, verified = true): BackupRecord => ({
  id: `b${day}`,
  takenAt: `2026-06-${String(day).padStart(2, "0")}T00:00:00Z`,
  verified,
});

test.each<[string, BackupRecord[], number, string[], string[]]>([
  ["the newest ones", [backup(1), backup(3), backup(2)], 2, [], ["b3", "b2"]],
  ["all when there are few", [backup(1)], 5, [], ["b1"]],
  ["at least one", [backup(1), backup(2)], 0, [], ["b2"]],
  ["protected ones beside", [backup(1), backup(2), backup(3)], 1, ["b1"], ["b3", "b1"]],
  ["no unverified ones that are older than a verified one", [backup(1, false), backup(2)], 5, [], ["b2"]],
  ["an unverified one that is the newest", [backup(1), backup(2, false)], 1, [], ["b2", "b1"]],
  ["unverified ones when there is nothing else", [backup(1, false), backup(2, false)], 1, [], ["b2", "b1"]],
  ["nothing of nothing", [], 3, ["b9"], []],
])("keeps %s", (_what, backups, keep, protectedIds, expected) => {
  expect(retain(backups, keep, protectedIds).keep).toEqual(expected);
});

test("compares instants, not texts", () => {
  const early = { id: "early", takenAt: "2026-06-02T01:00:00+03:00", verified: true };
  const late = { id: "late", takenAt: "2026-06-01T23:00:00Z", verified: true };
  expect(retain([early, late], 1).keep).toEqual(["late"]);
});

test("two of the same instant are told apart by their ids", () => {
  const twins = ["a", "b"].map((id) => ({ ...backup(1), id }));
  expect(retain(twins, 1).keep).toEqual(["b"]);
  expect(retain([...twins].reverse(), 1).keep).toEqual(["b"]);
});

test("never loses a backup, the newest verified one, or a protected one", () => {
  const day = fc.integer({ min: 1, max: 28 });
  const backups = fc.uniqueArray(fc.tuple(day, fc.boolean()), { selector: ([n]) => n, maxLength: 12 });
  fc.assert(
    fc.property(backups, fc.nat(4), day, (list, keep, guarded) => {
      const records = list.map(([n, verified]) => backup(n, verified));
      const kept = retain(records, keep, [`b${guarded}`]);
      expect([...kept.keep, ...kept.remove].sort()).toEqual(records.map(({ id }) => id).sort());
      const newest = Math.max(0, ...list.filter(([, verified]) => verified).map(([n]) => n));
      if (newest > 0) expect(kept.keep).toContain(`b${newest}`);
      expect(kept.remove).not.toContain(`b${guarded}`);
    }),
  );
});
