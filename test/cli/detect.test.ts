import "../helpers/without-kubeconfig";
import { parse } from "yaml";
import { detectExitCode } from "../../cli/actions/detect";
import { type DaemonWorld, lookAgainAndAgain } from "../../cli/detection-daemon";
import type { DetectionRun } from "../../cli/detection-run";
import { formOfFile, REPORT_FORMS, renderDetection } from "../../cli/output/report-form";
import type { ComponentReport, DetectionReport } from "../../domain/detect/report";
import { summaryOf } from "../../domain/detect/summary";
import { waiting } from "../../domain/errors";
import { finding } from "../../domain/finding-codes";
import { thrownBy } from "../domain/fixtures";
import { reportOf, updateOf } from "../report/detection-report";

const exitFor = (...components: readonly ComponentReport[]): number =>
  detectExitCode({ ...reportOf(), summary: summaryOf(components) });

describe("the exit code", () => {
  test.each([
    ["nothing to do", 0, [updateOf({ status: "current", available_version: null, update_type: "none" })]],
    ["updates", 3, [updateOf()]],
    ["something blocked beside updates", 8, [updateOf(), updateOf({ status: "blocked" })]],
    [
      "a security update beside all of them",
      9,
      [updateOf({ status: "blocked" }), updateOf({ security_update: true })],
    ],
    ["unknown and nothing else", 10, [updateOf({ status: "unknown", available_version: null })]],
    ["unknown beside updates", 3, [updateOf(), updateOf({ status: "unknown", available_version: null })]],
  ])("tells %s", (_title, code, components) => {
    expect(exitFor(...components)).toBe(code);
  });

  test.each(["CLUSTER_UNKNOWN", "CLUSTER_PART_UNKNOWN", "GIT_UNKNOWN"] as const)(
    "tells %s from everything being up to date",
    (code) => {
      expect(detectExitCode({ ...reportOf(), findings: [finding(code, "x", "forbidden")] })).toBe(10);
      expect(detectExitCode({ ...reportOf(updateOf()), findings: [finding(code, "x", "forbidden")] })).toBe(
        3,
      );
    },
  );
});

describe("a report", () => {
  const report = reportOf(updateOf());

  test("is the same in JSON and in YAML", () => {
    expect(parse(renderDetection(report, "yaml"))).toEqual(JSON.parse(renderDetection(report, "json")));
  });

  test.each(REPORT_FORMS)("as %s ends with its last word and names the update", (form) => {
    const text = renderDetection(report, form);
    expect(text).toMatch(/\S$/);
    expect(text).toContain("1.1.0");
  });

  test("goes by the ending of its file, and an unknown one is refused", () => {
    expect(formOfFile("a/b.HTML")).toBe("html");
    expect(thrownBy(() => formOfFile("report.pdf"))).toMatchObject({
      kind: "usage",
      code: "REPORT_FORM_UNKNOWN",
    });
  });
});

describe("the daemon", () => {
  /** Time passes only while it sleeps; it is ended after so many looks. */
  async function run(looks: readonly (() => Promise<DetectionReport>)[]) {
    const ending = new AbortController();
    const [times, lines]: [string[], string[]] = [[], []];
    let now = Date.parse("2026-03-28T12:00:00Z");
    const world: DaemonWorld = {
      now: () => new Date(now),
      sleep: async (milliseconds) => {
        now += milliseconds;
      },
      look: async () => {
        times.push(new Date(now).toISOString());
        const look = looks[times.length - 1];
        if (times.length >= looks.length) ending.abort();
        return look === undefined ? reportOf() : look();
      },
      say: (line) => lines.push(line),
    };
    const schedule = { cron: "30 6 * * *", timeZone: "Europe/Berlin" };
    await lookAgainAndAgain({} as DetectionRun, schedule, ending.signal, world);
    return { times, lines };
  }
  const good = async () => reportOf(updateOf());

  test("looks at its time in its zone, over the change to summer time", async () => {
    const { times } = await run([good, good]);
    expect(times).toEqual(["2026-03-29T04:30:00.000Z", "2026-03-30T04:30:00.000Z"]);
  });

  test("survives a look that fails, and tells why", async () => {
    const bad = async () => {
      throw waiting("SOURCE_UNREACHABLE", "it is away.", "wait.");
    };
    const { times, lines } = await run([bad, good]);
    expect(times).toHaveLength(2);
    expect(lines.filter((line) => !line.startsWith("looking"))).toEqual([
      "SOURCE_UNREACHABLE: it is away. Next: wait.",
      "1 update, 0 up to date",
    ]);
  });

  test("that is ended while it waits looks no more", async () => {
    const ending = new AbortController();
    const world: DaemonWorld = {
      now: () => new Date("2026-03-28T12:00:00Z"),
      sleep: async () => ending.abort(),
      look: async () => {
        throw new Error("looked");
      },
      say: () => {},
    };
    await lookAgainAndAgain({} as DetectionRun, { cron: "0 0 1 1 *", timeZone: "UTC" }, ending.signal, world);
    expect(ending.signal.aborted).toBe(true);
  });
});
