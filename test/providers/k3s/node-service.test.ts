import { ownWords } from "../../../providers/k3s/node-service";

const line = (source: string, message: string): string =>
  `2026-11-28T21:00:00+0000 agent-2 ${source}: ${message}\n`;
const systemd = [
  line("systemd[1]", "k3s-agent.service: Main process exited, code=exited, status=1/FAILURE"),
  line("systemd[1]", "k3s-agent.service: Scheduled restart job, restart counter is at 3."),
  line("systemd[1]", "Starting k3s-agent.service - Lightweight Kubernetes..."),
].join("");

test("the last words are k3s's own, not what systemd says after them", () => {
  const log = line("k3s[41]", "starting") + line("k3s[41]", 'level=fatal msg="no space left"') + systemd;

  expect(ownWords(log)).toBe('starting | level=fatal msg="no space left"');
});

test("no more than three lines, without their time", () => {
  const log = ["a", "b", "c", "d"].map((word) => line("k3s[41]", word)).join("");

  expect(ownWords(log)).toBe("b | c | d");
});

test("a k3s that never said a word leaves systemd's", () => {
  expect(ownWords(systemd)).toContain("restart counter is at 3");
});

test("a log line of several lines is kept as it is", () => {
  expect(ownWords(`${line("k3s[41]", "panic:")}        goroutine 1 [running]:\n`)).toBe(
    "panic: | goroutine 1 [running]:",
  );
});

test("an empty log is no word", () => {
  expect(ownWords("")).toBe("");
});
