import fc from "fast-check";
import { canonicalJson } from "../../domain/canonical-json";
import {
  chainEntry,
  doneSteps,
  GENESIS,
  type JournalBody,
  type JournalEntry,
  openIntents,
  verifyChain,
} from "../../domain/journal";

const body = (over: Partial<JournalBody>): JournalBody => ({
  run: "r1",
  step: "v1.36.2+k3s1/agent-1/drain",
  node: "agent-1",
  kind: "drain",
  phase: "intent",
  ...over,
});

function chain(bodies: readonly JournalBody[]): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const [i, it] of bodies.entries()) {
    const record = { seq: i + 1, at: `2026-06-01T10:00:${String(i % 60).padStart(2, "0")}Z`, ...it };
    entries.push(chainEntry(entries.at(-1)?.hash ?? GENESIS, record));
  }
  return entries;
}

const textOf = (entries: readonly JournalEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");

const three = chain([
  body({}),
  body({ phase: "result", outcome: "done", data: { b: 1, a: [{ d: 1, c: null }] } }),
  body({ phase: "note", kind: "words" }),
]);

describe("canonicalJson", () => {
  test("sorts keys at every depth and leaves out what a file would", () => {
    expect(canonicalJson({ b: 1, a: [{ d: undefined, c: "x", b: 2 }] })).toBe(
      '{"a":[{"b":2,"c":"x"}],"b":1}',
    );
  });
});

describe("verifyChain", () => {
  test("accepts its own journal as text and as lines", () => {
    expect(verifyChain(textOf(three))).toEqual({ ok: true, entries: three });
    expect(verifyChain(three.map((entry) => JSON.stringify(entry)))).toEqual({ ok: true, entries: three });
    expect(verifyChain("")).toEqual({ ok: true, entries: [] });
  });

  test("does not mind in which order a line names its keys", () => {
    const lines = three.map((entry) => JSON.stringify(Object.fromEntries(Object.entries(entry).reverse())));
    expect(verifyChain(lines).ok).toBe(true);
  });

  test("the hash depends on everything, the entry before included", () => {
    const [first] = three;
    if (first === undefined) throw new Error("empty");
    const { hash, prev, ...record } = first;
    expect(chainEntry(prev, record).hash).toBe(hash);
    expect(chainEntry("other", record).hash).not.toBe(hash);
    expect(chainEntry(prev, { ...record, node: null }).hash).not.toBe(hash);
  });

  test.each([
    [
      "changed",
      (entries: JournalEntry[]) => entries.map((it, i) => (i === 1 ? { ...it, outcome: "failed" } : it)),
      2,
    ],
    ["taken out", (entries: JournalEntry[]) => entries.filter((_, i) => i !== 1), 2],
    ["swapped", ([a, b, c]: JournalEntry[]) => [b, a, c], 1],
    ["taken off the start", (entries: JournalEntry[]) => entries.slice(1), 1],
    ["repeated", ([a, b, c]: JournalEntry[]) => [a, b, b, c], 3],
  ])("a line that was %s breaks the chain at that line", (_what, change, badLine) => {
    const lines = change([...three]).map((entry) => JSON.stringify(entry));
    expect(verifyChain(lines)).toMatchObject({ ok: false, badLine });
    expect(verifyChain(lines).entries).toHaveLength(badLine - 1);
  });

  test("a changed last line is no torn one", () => {
    const text = textOf(three).replace(/"words"/, '"deeds"');
    expect(verifyChain(text)).toMatchObject({ ok: false, badLine: 3 });
  });

  test("an end torn at any byte is tolerated and reported", () => {
    const text = textOf(three);
    const kept = textOf(three.slice(0, 2));
    for (let length = kept.length + 1; length < text.length; length++) {
      const verdict = verifyChain(text.slice(0, length));
      expect(verdict).toEqual({ ok: true, entries: three.slice(0, 2), tornTail: true });
    }
  });

  test("a last line that is no JSON is torn, the same in the middle is not", () => {
    const lines = three.map((entry) => JSON.stringify(entry));
    expect(verifyChain([...lines, '{"seq":4'])).toMatchObject({ ok: true, tornTail: true });
    expect(verifyChain([...lines.slice(0, 1), "{", ...lines.slice(1)])).toMatchObject({
      ok: false,
      badLine: 2,
    });
    expect(verifyChain([...lines, "null", ...lines])).toMatchObject({ ok: false, badLine: 4 });
  });

  test("any single changed character is noticed", () => {
    const text = textOf(three);
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom("0", "x", " "), (at, letter) => {
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        const verdict = verifyChain(changed);
        const untouched = JSON.stringify(verdict.entries) === JSON.stringify(three);
        // A blank between tokens changes nothing that is said.
        expect(!verdict.ok || verdict.tornTail === true || untouched).toBe(true);
      }),
    );
  });
});

describe("what a journal says", () => {
  const step = (n: number) => `s${n}`;
  const entries = chain([
    body({ step: step(1) }),
    body({ step: step(1), phase: "result", outcome: "done" }),
    body({ step: step(2) }),
    body({ step: step(2), phase: "result", outcome: "failed" }),
    body({ step: step(3) }),
    body({ step: step(3), phase: "note" }),
    body({ step: step(4) }),
    body({ step: step(4), phase: "result", outcome: "skipped" }),
    body({ step: step(5) }),
    body({ step: step(5), phase: "result", outcome: "done" }),
    body({ step: step(5) }),
    body({ run: "r2", step: step(2) }),
    body({ run: "r2", step: step(2), phase: "result", outcome: "done" }),
  ]);

  test("open intents have no result yet, also when begun again", () => {
    expect(openIntents(entries).map((entry) => entry.step)).toEqual([step(3), step(5)]);
  });

  test("done steps are this run's, neither failed nor begun again", () => {
    expect([...doneSteps(entries, "r1")]).toEqual([step(1), step(4)]);
    expect([...doneSteps(entries, "r2")]).toEqual([step(2)]);
    expect([...doneSteps(entries, "r3")]).toEqual([]);
  });
});
