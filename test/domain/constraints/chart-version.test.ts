import {
  acceptsKubernetes,
  allowedChartVersions,
  type ChartCandidate,
  selectChartVersion,
} from "../../../domain/constraints";
import { rejectionOf } from "../../helpers/rejection";

const candidate = (version: string, publishedAt: string | null = null): ChartCandidate => ({
  version,
  publishedAt,
});
const CHARTS = ["1.9.0", "1.10.0", "2.0.0-rc.1", "v1.10.1", "latest", "1.2", "1.2.5", "0.9.0"].map(
  (version) => candidate(version),
);

test.each([
  ["", "v1.10.1"],
  ["*", "v1.10.1"],
  ["1.9.x", "1.9.0"],
  [">=1.0.0-0", "2.0.0-rc.1"],
  ["*-0", "2.0.0-rc.1"],
  ["1.2", "1.2"],
  ["~1.2", "1.2.5"],
  ["1.10.1", "v1.10.1"],
  ["^0", "0.9.0"],
  ["^3", undefined],
])("%j takes %s", (wanted, expected) => {
  expect(selectChartVersion(CHARTS, wanted)?.version).toBe(expected);
});

test("what is allowed is listed newest first, whatever the order of the index", () => {
  expect(allowedChartVersions(CHARTS, "1").map(({ version }) => version)).toEqual([
    "v1.10.1",
    "1.10.0",
    "1.9.0",
    "1.2.5",
    "1.2",
  ]);
});

test("of two builds of one version the younger is taken", () => {
  const builds = [candidate("1.0.0+b", "2026-01-01"), candidate("1.0.0+a", "2026-02-01")];
  expect(selectChartVersion(builds, "1.x")?.version).toBe("1.0.0+a");
});

test("a constraint that Helm cannot parse is an error of whoever wrote it", async () => {
  const error = await rejectionOf((async () => selectChartVersion(CHARTS, "latest!"))());
  expect(error).toMatchObject({ kind: "usage", code: "CONSTRAINT_INVALID" });
});

test.each([
  [null, true],
  ["", true],
  [">=1.25.0-0", true],
  [">= v1.16.0-0, < v1.22.0-0", false],
  [">=1.34.0", false],
  ["1.33.x", true],
  ["nonsense", false],
])("kubeVersion %j accepts v1.33.4+k3s1: %s", (kubeVersion, expected) => {
  expect(acceptsKubernetes(kubeVersion, "v1.33.4+k3s1")).toBe(expected);
});

test("a release candidate of Kubernetes is accepted only where the chart says so", () => {
  expect(acceptsKubernetes(">=1.25.0", "v1.34.0-rc1+k3s1")).toBe(false);
  expect(acceptsKubernetes(">=1.25.0-0", "v1.34.0-rc1+k3s1")).toBe(true);
});
