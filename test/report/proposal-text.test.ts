import { finding } from "../../domain/finding-codes";
import type { Proposal } from "../../domain/proposal/proposal";
import { proposalText } from "../../report/proposal-text";

const edit = (line: number) => ({ file: "a.yaml", line, column: 3, before: "1.0.0", after: "2.0.0" });

const proposal = (edits: number, over: Partial<Proposal> = {}): Proposal => ({
  branch: "b",
  commits: [
    {
      step: 1,
      title: "web 1.0.0 -> 2.0.0",
      body: "Why:\n\n- so",
      files: [
        {
          file: "a.yaml",
          before: "a\n",
          after: "b\n",
          edits: Array.from({ length: edits }, (_, i) => edit(i + 1)),
        },
        { file: "gotk-components.yaml", before: "a\nb\n", after: "a\n", edits: [] },
      ],
    },
  ],
  findings: [finding("PROPOSAL_BY_HAND", "x", "so it is")],
  ...over,
});

const outcome = { branch: "b", commits: ["0123456789abcdef"], pushed: null, patches: null };

test("commits with why, files and lines, then findings, then what comes next", () => {
  expect(proposalText(proposal(1), outcome)).toBe(`Branch b with 1 commit, not pushed

  0123456789  web 1.0.0 -> 2.0.0
    Why:

    - so

    a.yaml:1  1.0.0 -> 2.0.0
    gotk-components.yaml: made anew, 2 -> 1 lines

Findings
  warning PROPOSAL_BY_HAND x: so it is Next: make it by hand.

Next
  git push -u origin b, then open a pull request; when Flux has applied it, run gitops-update plan again`);
});

test("of many edits the first are shown and the rest is counted", () => {
  const text = proposalText(proposal(15), outcome);
  expect(text).toContain("a.yaml:12  ");
  expect(text).not.toContain("a.yaml:13  ");
  expect(text).toContain("a.yaml: and 3 more");
});

test("what is pushed needs no push, and without a commit nothing comes next", () => {
  const pushed = proposalText(proposal(1), { ...outcome, pushed: "origin" });
  expect(pushed).toContain("pushed to origin");
  expect(pushed).toMatch(/Next\n {2}open a pull request/);
  const nothing = proposalText(proposal(1, { commits: [] }), { ...outcome, commits: [] });
  expect(nothing).toMatch(/^Nothing of the next stage is to be written in Git\n\nFindings/);
  expect(nothing).not.toContain("\nNext\n");
});
