import {
  ACKNOWLEDGEABLE,
  acknowledge,
  FINDING_CODES,
  type FindingCode,
  finding,
} from "../../domain/finding-codes";

const entries = Object.entries(FINDING_CODES);

test.each(entries)("%s is written as it is listed", (code, { severity, title, advice }) => {
  expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
  expect(title).toMatch(/^[A-Zek].*[^.]$/);
  expect(advice === "" || /^[a-z].*\.$/.test(advice)).toBe(true);
  // Only what explains may leave people without a next step.
  if (severity !== "info") expect(advice).not.toBe("");
});

test("takes severity and advice from the table, unless the case knows better", () => {
  expect(finding("NODE_NOT_READY", "node a", "is not Ready")).toEqual({
    code: "NODE_NOT_READY",
    severity: "blocker",
    subject: "node a",
    message: "is not Ready",
    next: "look at kubectl describe node.",
  });
  expect(finding("CLOCK_SKEW", "node a", "x", { severity: "blocker" }).severity).toBe("blocker");
  expect(finding("CLOCK_SKEW", "node a", "x", { next: "y." }).next).toBe("y.");
});

test("what cannot be repaired by looking away cannot be acknowledged", () => {
  const never: FindingCode[] = [
    "DOWNGRADE",
    "MAJOR_SKIP",
    "ETCD_GATE",
    "AGENT_TOO_OLD",
    "QUORUM_AT_RISK",
    "DISK_FULL",
    "DIGEST_MISMATCH",
  ];
  for (const code of never) expect(ACKNOWLEDGEABLE).not.toContain(code);
  for (const code of ["CGROUP_V1", "BARE_POD", "NODE_CORDONED"]) expect(ACKNOWLEDGEABLE).toContain(code);
});

test("acknowledging turns the named blockers into warnings and nothing else", () => {
  const found = [
    finding("BARE_POD", "node a", "x"),
    finding("CGROUP_V1", "node a", "x"),
    finding("DISK_FULL", "node a", "x"),
    finding("API_OUTAGE", "api", "x"),
  ];
  const severities = acknowledge(found, ["BARE_POD", "DISK_FULL", "API_OUTAGE", "NOPE"]).map(
    (it) => it.severity,
  );
  expect(severities).toEqual(["warning", "blocker", "blocker", "info"]);
  expect(found[0]?.severity).toBe("blocker");
});
