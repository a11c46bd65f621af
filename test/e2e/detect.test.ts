import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DetectionReport } from "../../domain/detect/report";
import { Project } from "./helpers/project";

const CURRENT = "v1.35.4+k3s1";

/** The lab's mirror serves channels and releases of k3s, and nothing else is installed. */
describe("finding updates of the embedded cluster", () => {
  const project = new Project();

  beforeAll(() => project.must("lab", "up"), 120_000);
  afterAll(() => project.remove(), 60_000);

  test("finds the next k3s, one minor on, and asks nobody about what is not there", async () => {
    const report = await project.json<DetectionReport>("detect");
    const [k3s] = report.components;

    expect(report.cluster).toMatchObject({ reached: true, kubernetes: CURRENT, flux_mode: null });
    expect(report.components.map(({ id }) => id)).toEqual(["k3s"]);
    expect(report.sources.map(({ name, status }) => [name, status])).toEqual([["k3s", "read"]]);
    expect(k3s).toMatchObject({ current_version: CURRENT, current_from: "cluster", status: "update" });
    expect(k3s?.available_version).toMatch(/^v1\.36\.\d+\+k3s\d+$/);
    expect(k3s?.goal_version).toMatch(/^v1\.37\./);
    expect(k3s?.withheld.map(({ reason_code }) => reason_code)).toContain("path");
  }, 60_000);

  test("tells scripts by its exit code and people in text", async () => {
    const { code, stdout } = await project.run("detect", "--exit-code");
    expect(code).toBe(3);
    expect(stdout).toContain("What to do first");
  }, 60_000);

  test("has nothing new to tell the second time", async () => {
    const report = await project.json<DetectionReport>("detect", "--since-last");
    expect(report.since_last).toMatchObject({ updates: [], advisories: [], unknown: [], settled: [] });
  }, 60_000);

  test("comes to the same from a bundle", async () => {
    await project.must(
      "detect",
      "--write-bundle",
      join(project.dir, "releases.bundle"),
      "--report",
      join(project.dir, "a.json"),
    );
    await project.must(
      "detect",
      "--bundle",
      join(project.dir, "releases.bundle"),
      "--report",
      join(project.dir, "b.json"),
    );
    const [online, offline] = ["a", "b"].map(
      (name) => JSON.parse(readFileSync(join(project.dir, `${name}.json`), "utf8")) as DetectionReport,
    );
    expect(offline?.components).toEqual(online?.components);
  }, 60_000);
});
