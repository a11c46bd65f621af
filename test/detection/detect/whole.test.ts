import { type DetectRequest, detect } from "../../../detection/detect";
import { DetectionReport } from "../../../domain/detect/report";
import { readBundle, writeBundle } from "../../../providers/adapters/bundle/file";
import { BundleRecorder } from "../../../providers/adapters/bundle/record";
import { replayFirstSeen, replayHttp } from "../../../providers/adapters/bundle/replay";
import { NOW } from "../../domain/detect/fixtures";
import { healthyWorld } from "../../helpers/fake-world";
import { writeTree } from "../../helpers/git-tree";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";
import { cluster, foreign, of, request, world } from "./foreign";

test("one look tells of everything: a fault that is mended, an edit that is due, a value that is gone, a source that is away", async () => {
  const { url } = await foreign();
  const { report } = await detect(request(url), world());

  expect(DetectionReport.parse(report)).toEqual(report);
  expect(of(report, "k3s")).toMatchObject({
    current_version: "v1.33.4+k3s1",
    available_version: "v1.33.10+k3s1",
    update_type: "patch",
    security_update: true,
    security: [{ id: "GO-1", fixed_by_update: true }],
  });
  expect(of(report, "flux")).toMatchObject({
    status: "blocked",
    removed_apis: [
      { edit: { replace: "helm.toolkit.fluxcd.io/v2" }, place: { file: "clusters/home/web.yaml" } },
    ],
  });
  expect(of(report, "helmrelease/shop/web")).toMatchObject({
    available_version: "2.0.0",
    update_type: "major",
    breaking_changes: [
      { kind: "major" },
      { kind: "values", title: "the value old, which is set here, is gone" },
    ],
  });
  expect(of(report, "helmrelease/shop/lost")).toMatchObject({ status: "unknown" });
  expect(of(report, "helmrelease/shop/lost").unknown_because).toContain("404");
  expect(report.summary).toMatchObject({
    security_updates: 1,
    blocked: 1,
    unknown: 1,
    recommended_action: "update_soon",
  });
  expect(report.summary.first[0]?.id).toBe("k3s");
  expect(report.findings.map(({ code }) => code)).toContain("GIT_DRIFT");
});

test("a second look at the same says the same", async () => {
  const { url } = await foreign();
  const asked = request(url);
  const [first, second] = [await detect(asked, world()), await detect(asked, world())];
  expect(first.report).toEqual(second.report);
});

test("only components that exist are asked for", async () => {
  const { url, requests } = await foreign();
  await detect(request(url, { git: null }), world());
  expect(requests().filter((path) => /longhorn|charts/.test(path))).toEqual([]);
});

test("one component alone asks its own source only", async () => {
  const { url, requests } = await foreign();
  const { report } = await detect(request(url, { only: "web" }), world());
  expect(report.components.map(({ id }) => id)).toEqual(["helmrelease/shop/web"]);
  expect(requests().every((path) => path.startsWith("/charts"))).toBe(true);
  expect(await rejectionOf(detect(request(url, { only: "nothing" }), world()))).toMatchObject({
    kind: "usage",
    code: "COMPONENT_UNKNOWN",
  });
});

test("a cluster that is away is a finding; Git says what it knows", async () => {
  const { url } = await foreign();
  const down = { ...cluster(), serverVersion: () => rejection() };
  const { report } = await detect(request(url), world({ cluster: down }));
  expect(report.cluster.reached).toBe(false);
  const told = report.findings.find(({ code }) => code === "CLUSTER_UNKNOWN");
  expect(told?.message).not.toContain("Next:");
  expect(told?.next).toBe("run again.");
  expect(of(report, "flux")).toMatchObject({ current_version: "v2.6.4", current_from: "git" });
});

test("a component is not said to be missing where the cluster could not be seen, without a word about that", async () => {
  const { url } = await foreign();
  const down = { ...cluster(), serverVersion: () => rejection() };
  const git = { folder: writeTree({}), location: ".", remote: null, cluster: null };
  const error = await rejectionOf(detect(request(url, { git, only: "k3s" }), world({ cluster: down })));
  expect(error).toMatchObject({
    code: "COMPONENT_UNKNOWN",
    message: expect.stringMatching(/cluster: API_[A-Z]+: /),
    next: "run again.",
  });
});

test("Flux of which Git has only the controllers is unknown, and not nothing", async () => {
  const { url } = await foreign();
  const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: helm-controller, namespace: flux-system }
spec: { template: { spec: { containers: [{ name: manager, image: "ghcr.io/fluxcd/helm-controller:v1.3.0" }] } } }
`;
  const git = { folder: writeTree({ "install.yaml": manifest }), location: ".", remote: null, cluster: null };
  const { report } = await detect(request(url, { git }), world({ cluster: null }));
  expect(of(report, "flux")).toMatchObject({ status: "unknown", current_version: null });
  expect(report.findings.map(({ code }) => code)).toContain("FLUX_VERSION_UNWRITTEN");
});

async function rejection(): Promise<never> {
  const fake = healthyWorld();
  fake.kubernetes.away = true;
  await fake.open().cluster.serverVersion();
  throw new Error("the fake answered");
}

describe("a bundle", () => {
  async function written(): Promise<{ file: string; report: DetectionReport; asked: DetectRequest }> {
    const { url, close } = await foreign();
    const recorder = new BundleRecorder();
    const online = world();
    const asked = request(url);
    const { report } = await detect(asked, {
      ...online,
      http: recorder.http(online.http),
      firstSeen: recorder.firstSeen(online.firstSeen),
    });
    const file = `${tempFolder()}/releases.bundle`;
    writeBundle(file, recorder.bundle(NOW));
    await close();
    return { file, report, asked };
  }

  test("leads to the same report without a network", async () => {
    const { file, report, asked } = await written();
    const bundle = readBundle(file);
    const offline = world({ http: replayHttp(bundle), firstSeen: replayFirstSeen(bundle) });

    expect((await detect(asked, offline)).report).toEqual(report);
  });

  test("that was cut is refused before anything is looked at", async () => {
    const { readFileSync, writeFileSync } = await import("node:fs");
    const { file } = await written();
    writeFileSync(file, readFileSync(file).subarray(0, 300));
    expect(() => readBundle(file)).toThrow(/no bundle that can be read/);
  });
});
