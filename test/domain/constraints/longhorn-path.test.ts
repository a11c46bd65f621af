import { longhornKubernetesMinor, refuseLonghornPath } from "../../../domain/constraints";

const DISTRO = { name: "Def", twoMinorUpgrades: ["abc", "def"] };

test.each([
  ["", "v1.5.0"],
  ["v1.4.1", "v1.5.0"],
  ["1.4.1", "v1.5.3"],
  ["v1.5.0", "v1.5.9"],
  ["v1.5.0-rc1", "v1.5.0"],
  ["v1.30.0", "v2.0.0"],
])("%s may go to %s", (from, to) => {
  expect(refuseLonghornPath(from, to)).toBeNull();
});

test.each([
  ["v2.0.0", "v1.5.0", /go back/],
  ["v1.5.2", "v1.5.1", /go back/],
  ["v1.5.1-dev", "v1.5.0", /go back/],
  ["v1.8.1", "v1.12.0", /newest 1\.9 first/],
  ["v1.3.0", "v1.5.0", /one minor at a time/],
  ["v1.5.0", "v2.0.0", /minor 30/],
  ["v1.5.0", "v3.0.0", /whole major/],
  ["v1.5.0", "soon", /"soon" is not a version/],
])("%s may not go to %s", (from, to, why) => {
  expect(refuseLonghornPath(from, to)).toMatch(why);
});

test("a distribution that was built for it goes over one minor, not over two", () => {
  expect(refuseLonghornPath("v1.3.0", "v1.5.0", DISTRO)).toBeNull();
  expect(refuseLonghornPath("v1.2.0", "v1.5.0", DISTRO)).not.toBeNull();
  expect(refuseLonghornPath("v1.3.0", "v1.5.0", { ...DISTRO, name: "dev" })).not.toBeNull();
});

test.each([
  ["v1.2.6", null],
  ["v1.3.3", 18],
  ["v1.7.3", 21],
  ["v1.12.1", 25],
  ["v1.13.0", 34],
  ["master", null],
])("Longhorn %s starts at Kubernetes 1.%s", (version, minor) => {
  expect(longhornKubernetesMinor(version)).toBe(minor);
});
