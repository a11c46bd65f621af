import { dependencyMap } from "../../domain/solver";
import { dependencyMapText } from "../../report/dependency-map";
import { candidate, component, policy } from "../domain/solver/fixtures";
import { ladder } from "../domain/solver/ladder";

const charts = [
  component("apps/free", "chart", [candidate("1.0.0", { kubeVersion: ">=1.20.0-0" })]),
  component("apps/web", "chart", [
    candidate("1.0.0", { requires: [{ component: "longhorn", range: ">=1.9.0" }] }),
  ]),
  component('apps/"]-->x', "chart", [candidate("1.0.0", { kubeVersion: "<1.36.0-0" })]),
];

function map() {
  const given = ladder({
    git: [{ group: "helm.toolkit.fluxcd.io", version: "v2", kind: "HelmRelease", count: 4, examples: [] }],
  });
  return dependencyMap({
    ...given,
    components: [...given.components, ...charts],
    policy: policy({ ...given.policy, dependsOn: [{ component: "apps/web", on: "flux" }] }),
  });
}

test("draws what binds and counts what does not", () => {
  const { nodes, edges, free } = map();
  expect(nodes.map(({ id }) => id)).toEqual(["flux", 'apps/"]-->x', "apps/web", "longhorn", "k3s", "git"]);
  expect(free).toEqual(["apps/free"]);
  expect(edges).toContainEqual({
    from: "flux",
    to: "k3s",
    kind: "range",
    label: "v2.6.4: >=1.31.0-0, <1.34.0-0; v2.9.4: >=1.34.0-0, <1.37.0-0",
  });
  expect(edges).toContainEqual({ from: "apps/web", to: "longhorn", kind: "requires", label: ">=1.9.0" });
  expect(edges).toContainEqual({ from: "apps/web", to: "flux", kind: "order", label: "waits for" });
  expect(edges).toContainEqual({ from: "git", to: "flux", kind: "objects", label: "1 API versions" });
});

test("is a Mermaid flowchart in which no name can break out of its box", () => {
  const text = dependencyMapText(map()).split("\n");
  expect(text[0]).toBe("flowchart LR");
  expect(text).toContain('  n0(["Flux v2.6.4 to v2.9.4"])');
  expect(text).toContain('  n1["apps/#34;#93;--#62;x 1.0.0"]');
  expect(text).toContain('  n2 -.->|"waits for"| n0');
  expect(text.at(-1)).toBe('  free["1 chart that accepts any of these"]');
});
