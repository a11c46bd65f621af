import "../helpers/without-kubeconfig";
import { wayBack } from "../../cli/automatic-rollback";
import { planRollback, targetOf } from "../../cli/rollback-plan";
import type { Sidecar } from "../../providers/backup/manifest";
import { thrownBy } from "../domain/fixtures";

const BEFORE = "v1.35.4+k3s1";
const AFTER = "v1.36.3+k3s1";

function backup(id: string, ...versions: string[]): Sidecar {
  const nodes = versions.map((version, i) => ({ node: `node-${i}`, role: "agent", version }));
  return { manifest: { id, createdAt: "2026-01-01T00:00:00Z", nodes } } as unknown as Sidecar;
}

const history = [{ update: 1, versions: { a: AFTER, b: BEFORE }, backup: "first" }] as never;

describe("a run whose validation failed", () => {
  test("goes back to what it found, with its own backup", () => {
    const own = backup("own", BEFORE, BEFORE);

    expect(wayBack({ target: AFTER, backup: own })).toEqual({ to: BEFORE, using: own });
  });

  test("goes nowhere by itself when it found several versions: what it changed is not what a restore undoes", () => {
    expect(wayBack({ target: AFTER, backup: backup("own", AFTER, BEFORE) })).toEqual({
      why: `the nodes ran several versions before (node-0 ${AFTER}, node-1 ${BEFORE})`,
    });
  });

  test("goes nowhere without its own backup, or when it was a way back itself", () => {
    expect(wayBack({ target: AFTER, backup: undefined })).toHaveProperty("why");
    expect(wayBack({ target: BEFORE, backup: backup("own", AFTER) })).toHaveProperty("why");
  });
});

describe("what a rollback goes to", () => {
  test("is no version where the first update found several", () => {
    const found = thrownBy(() => targetOf("0", history, [backup("first", AFTER, BEFORE)]));

    expect(found).toMatchObject({
      code: "UPDATE_UNKNOWN",
      message: expect.stringContaining("several versions"),
    });
    expect(targetOf("0", history, [backup("first", BEFORE, BEFORE)])).toBe(BEFORE);
  });

  test("is no update after which the nodes ran several", () => {
    expect(thrownBy(() => targetOf("1", history, []))).toMatchObject({ code: "UPDATE_UNKNOWN" });
  });

  test("needs a backup of a cluster that ran it everywhere", () => {
    const mixed = backup("mixed", AFTER, BEFORE);
    const present = { from: [AFTER], nodes: ["node-0"] };

    expect(planRollback(BEFORE, present, [mixed, backup("old", BEFORE)]).backup).toBe("old");
    expect(thrownBy(() => planRollback(BEFORE, present, [mixed]))).toMatchObject({ code: "BACKUP_UNKNOWN" });
  });

  test("is refused before the question where a node joined since", () => {
    const present = { from: [AFTER], nodes: ["node-0", "node-1"] };

    expect(thrownBy(() => planRollback(BEFORE, present, [backup("old", BEFORE)]))).toMatchObject({
      code: "BACKUP_OTHER_NODES",
      message: expect.stringContaining("node-1"),
    });
  });
});
