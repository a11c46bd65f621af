import { REMOVED_APIS, removedApiUses, removedBetween } from "../../domain/removed-apis";

const names = (from: string, to: string): string[] =>
  removedBetween(`v${from}.0+k3s1`, `v${to}.0+k3s1`).map(
    ({ group, version, kind }) => `${group}/${version} ${kind}`,
  );

test.each([
  ["1.24", "1.25", "policy/v1beta1 PodDisruptionBudget"],
  ["1.24", "1.26", "autoscaling/v2beta2 HorizontalPodAutoscaler"],
  ["1.21", "1.22", "networking.k8s.io/v1beta1 Ingress"],
  ["1.15", "1.16", "extensions/v1beta1 Deployment"],
  ["1.31", "1.32", "flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema"],
  ["1.33", "1.34", "admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy"],
  ["1.36", "1.37", "networking.k8s.io/v1beta1 ServiceCIDR"],
])("from %s to %s %s goes", (from, to, api) => {
  expect(names(from, to)).toContain(api);
});

test.each([
  ["1.25", "1.26", "policy/v1beta1 PodDisruptionBudget"], // gone before
  ["1.23", "1.24", "policy/v1beta1 PodDisruptionBudget"], // goes later
  ["1.35", "1.35", "policy/v1beta1 PodDisruptionBudget"],
])("from %s to %s %s does not go", (from, to, api) => {
  expect(names(from, to)).not.toContain(api);
});

test("nothing new goes with 1.36, and nothing comes back on the way down", () => {
  expect(names("1.35", "1.36")).toEqual([]);
  expect(names("1.37", "1.30")).toEqual([]);
});

test("a way in steps loses the same as a way at once", () => {
  const steps = Array.from({ length: 27 }, (_, i) => names(`1.${15 + i}`, `1.${16 + i}`)).flat();
  expect(steps.sort()).toEqual(names("1.15", "1.42").sort());
  expect(steps).toHaveLength(REMOVED_APIS.length);
});

test("every kind goes once and names a whole replacement or none", () => {
  const keys = REMOVED_APIS.map(({ group, version, kind }) => `${group}/${version}/${kind}`);
  expect(new Set(keys).size).toBe(keys.length);
  for (const { group, version, kind, replacement } of REMOVED_APIS) {
    expect(group).toMatch(/^[a-z0-9.]+$/);
    expect(version).toMatch(/^v\d/);
    expect(replacement === "" || replacement.endsWith(` ${kind}`)).toBe(true);
    expect(replacement).not.toBe(`${group}/${version} ${kind}`);
  }
});

describe("removedApiUses", () => {
  const use = {
    group: "policy",
    version: "v1beta1",
    kind: "PodDisruptionBudget",
    count: 3,
    examples: ["shop/web"],
  };

  test("counts live objects and names what replaces them", () => {
    expect(removedApiUses([use], "v1.24.1+k3s1", "v1.25.1+k3s1")).toEqual([
      {
        api: "policy/v1beta1",
        kind: "PodDisruptionBudget",
        removedIn: "1.25",
        replacement: "policy/v1 PodDisruptionBudget",
        count: 3,
        examples: ["shop/web"],
      },
    ]);
  });

  test.each([
    ["another version", { ...use, version: "v1" }],
    ["another kind", { ...use, kind: "PodSecurityPolicies" }],
    ["another group", { ...use, group: "policies" }],
    ["none of them", { ...use, count: 0 }],
  ])("%s is no use of it", (_what, other) => {
    expect(removedApiUses([other], "v1.24.1+k3s1", "v1.25.1+k3s1")).toEqual([]);
  });
});
