import { chosen, component, core, release } from "./fixtures";

const versions = (...all: readonly string[]) => all.map((it) => release(it));

describe("k3s", () => {
  test("a rebuild is an update, and the tenth build is newer than the ninth", () => {
    const found = chosen(
      core("k3s", "v1.33.4+k3s1"),
      versions("v1.33.4+k3s9", "v1.33.4+k3s10", "v1.33.4+k3s1"),
    );
    expect(found).toMatchObject({ version: "v1.33.4+k3s10", type: "rebuild" });
  });

  test("goes one minor at a time, to the newest of it", () => {
    const found = chosen(
      core("k3s", "v1.33.4+k3s1"),
      versions("v1.35.1+k3s1", "v1.34.2+k3s1", "v1.34.1+k3s1"),
    );
    expect(found).toMatchObject({ version: "v1.34.2+k3s1", type: "minor", goal: "v1.35.1+k3s1" });
    expect(found.refused).toEqual({ "v1.35.1+k3s1": "path" });
  });

  test("waits for what is installed and does not support the next Kubernetes", () => {
    const demands = [{ component: "Flux", version: "v2.6.4", kubeVersion: ">=1.31.0-0, <1.34.0-0" }];
    const found = chosen(core("k3s", "v1.33.4+k3s1"), versions("v1.34.2+k3s1", "v1.33.5+k3s1"), { demands });
    expect(found.version).toBe("v1.33.5+k3s1");
    expect(found.reasons[0]).toContain("Flux v2.6.4");
  });

  test("with embedded etcd stops at the patch that etcd needs", () => {
    const etcd = { traits: new Set(["embedded-etcd"] as const) };
    const found = chosen(core("k3s", "v1.33.4+k3s1"), versions("v1.34.2+k3s1", "v1.33.8+k3s1"), etcd);
    expect(found).toMatchObject({ version: "v1.33.8+k3s1", refused: { "v1.34.2+k3s1": "path" } });
  });

  test("what was withdrawn or is not final yet is never proposed", () => {
    const found = chosen(core("k3s", "v1.33.4+k3s1"), [
      release("v1.33.7+k3s1", { withdrawn: "was withdrawn" }),
      release("v1.33.6+k3s1", { provisional: true }),
      release("v1.33.6-rc1+k3s1", { prerelease: true }),
    ]);
    expect(found.version).toBeNull();
    expect(Object.values(found.refused).sort()).toEqual(["prerelease", "provisional", "withdrawn"]);
  });
});

describe("Longhorn", () => {
  test("goes over no minor, and says where to go first", () => {
    const found = chosen(core("longhorn", "v1.9.2"), versions("v1.12.1", "v1.10.2", "v1.10.1", "v1.11.3"));
    expect(found).toMatchObject({ version: "v1.10.2", goal: "v1.12.1" });
    expect(found.refused).toEqual({ "v1.12.1": "path", "v1.11.3": "path" });
  });

  test("that needs another Kubernetes waits, and the goal stays in sight", () => {
    const found = chosen(core("longhorn", "v1.12.1"), [release("v1.13.0", { kubeVersion: ">=1.34.0-0" })]);
    expect(found).toMatchObject({
      version: null,
      goal: "v1.13.0",
      refused: { "v1.13.0": "needs-kubernetes" },
    });
    expect(found.reasons[0]).toContain("Kubernetes 1.34 is needed first");
  });
});

describe("a chart", () => {
  test.each([
    ["1.0.1", "patch"],
    ["1.1.0", "minor"],
    ["2.0.0", "major"],
    ["v1.0.0+2", "rebuild"],
  ])("%s is a %s", (version, type) => {
    expect(chosen(component(), versions(version))).toMatchObject({ version, type });
  });

  test("is not old because its version is written without v", () => {
    expect(chosen(component({ current: "v1.0.0" }), versions("1.0.0")).version).toBeNull();
  });

  test("too young waits until it is ripe, whoever dated it", () => {
    const young = release("1.1.0", { publishedAt: "2026-05-30T00:00:00.000Z", dated: "first-seen" });
    const found = chosen(component(), [young, release("1.0.1")], { minimumReleaseAge: 7 * 86_400_000 });
    expect(found).toMatchObject({ version: "1.0.1", refused: { "1.1.0": "too-young" } });
    expect(found.reasons[0]).toContain("was first seen");
  });

  test("without a date is not old enough, if releases have to be", () => {
    const found = chosen(component(), [release("1.1.0", { publishedAt: null, dated: null })], {
      minimumReleaseAge: 1,
    });
    expect(found.refused).toEqual({ "1.1.0": "too-young" });
  });

  test.each([
    ["until its last day is over", "2026-06-01", null],
    ["and not after it", "2026-05-31", "1.1.0"],
  ])("is ignored %s", (_title, until, version) => {
    const ignore = [
      { component: "helmrelease/shop/*", versions: "1.1.x", until, reason: "breaks the login" },
    ];
    expect(chosen(component(), versions("1.1.0"), { ignore }).version).toBe(version);
  });

  test("that is deprecated is taken only when there is no other", () => {
    const old = release("1.2.0", { deprecated: true });
    expect(chosen(component(), [old, release("1.1.0")]).version).toBe("1.1.0");
    expect(chosen(component(), [old]).version).toBe("1.2.0");
  });

  test("in a range moves by itself; only what lies beyond is an update", () => {
    const range = component({
      current: "1.0.0",
      pins: [{ pin: { text: "1.x", kind: "range" }, how: "HelmRelease", update: "edit" }],
    });
    const found = chosen(range, versions("1.3.0", "1.2.0", "2.1.0", "1.0.0"));
    expect(found).toMatchObject({ movesTo: "1.3.0", version: "2.1.0" });
  });

  test("with prereleases allowed gets them", () => {
    const beta = release("1.1.0-beta.1", { prerelease: true });
    expect(chosen(component(), [beta]).version).toBeNull();
    expect(chosen(component(), [beta], { prereleases: ["web"] }).version).toBe("1.1.0-beta.1");
  });
});
