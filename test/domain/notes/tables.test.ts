import {
  announcedFluxKubernetes,
  asKubeVersion,
  bundledFindings,
  componentChanges,
  majorChanges,
  readComponentPage,
  readComponentTable,
  readFluxKubernetes,
} from "../../../domain/notes";

const PAGE = `Some text.

| Version | Release date | Kubernetes | Etcd | Traefik | Flannel |
| ----- | ----- | ----- | ----- | ----- | ----- |
| [v1.32.2+k3s1](#a) | Feb 26 2025 | [v1.32.2](x) | [v3.5.18-k3s1](x) | [v3.3.2](x) | [v0.26.4](x) |
| [v1.32.1+k3s1](#b) | Jan 28 2025 | [v1.32.1](x) | [v3.5.16-k3s1](x) | [v2.11.18](x) | [v0.25.7](x) |
| something | else |

## Release
`;

test("the page of a minor tells what each release bundles", () => {
  const page = readComponentPage(PAGE);
  expect([...page.keys()]).toEqual(["v1.32.2+k3s1", "v1.32.1+k3s1"]);
  expect(Object.fromEntries(page.get("v1.32.1+k3s1") ?? [])).toEqual({
    Etcd: "v3.5.16-k3s1",
    Traefik: "v2.11.18",
    Flannel: "v0.25.7",
  });
});

test("a patch of k3s that carries major changes is known by them", () => {
  const page = readComponentPage(PAGE);
  const changes = componentChanges(
    page.get("v1.32.1+k3s1") ?? new Map(),
    page.get("v1.32.2+k3s1") ?? new Map(),
  );
  expect(majorChanges(changes).map(({ component, from, to }) => `${component} ${from} ${to}`)).toEqual([
    "Traefik v2.11.18 v3.3.2",
    "Flannel v0.25.7 v0.26.4",
  ]);
});

describe("a step of k3s", () => {
  const notes = (traefik: string) =>
    `| Component | Version |\n|---|---|\n| Traefik | ${traefik} |\n| CoreDNS | v1.12.0 |`;
  const releases = [
    { version: "v1.32.1+k3s1", notes: notes("v2.11.18") },
    { version: "v1.32.2+k3s1", notes: notes("v3.3.2") },
    { version: "v1.32.2+k3s2", notes: notes("v3.3.6") },
    { version: "v1.32.3+k3s1", notes: "no table" },
  ];
  const codes = (from: string, to: string) =>
    bundledFindings(releases, from, to).map(({ code, message }) => [code, message]);

  test("that carries another major inside is told", () => {
    expect(codes("v1.32.1+k3s1", "v1.32.2+k3s1")).toEqual([
      ["BUNDLED_CHANGE", "Traefik goes from v2.11.18 to v3.3.2"],
    ]);
    expect(codes("v1.32.2+k3s1", "v1.32.2+k3s2")).toEqual([]);
  });

  test("whose notes list nothing is unknown, not harmless", () => {
    expect(codes("v1.32.2+k3s1", "v1.32.3+k3s1")).toEqual([
      ["BUNDLED_UNKNOWN", "the notes of v1.32.3+k3s1 list no components"],
    ]);
    expect(codes("v1.31.0+k3s1", "v1.32.2+k3s1")[0]?.[0]).toBe("BUNDLED_UNKNOWN");
  });
});

test("the text of a release has a table of its own", () => {
  const body =
    "## Embedded Component Versions\n| Component | Version |\n|---|---|\n| Kubernetes | [v1.32.2](x) |\n| Traefik | [v3.3.2](x) |\n\nend";
  expect(Object.fromEntries(readComponentTable(body) ?? [])).toEqual({ Traefik: "v3.3.2" });
  expect(readComponentTable("no table")).toBeNull();
});

test.each([
  ["v1.2.3", "v2.0.0", "major"],
  ["v0.25.7", "v0.26.4", "major"],
  ["v1.2.3", "v1.3.0", "minor"],
  ["v0.26.4", "v0.26.5", "patch"],
  ["3.49.1", "3.49.2", "patch"],
  ["v3.5.26-k3s1", "v3.5.26-k3s2", "rebuild"],
  ["v3.6.0", "v3.5.9", "downgrade"],
  ["v3.6.0", "main", "unclear"],
])("%s to %s is %s", (from, to, kind) => {
  const changes = componentChanges(new Map([["X", from]]), new Map([["X", to]]));
  expect(changes).toEqual([{ component: "X", from, to, kind }]);
});

test("what only one side names, and what stays, is no change", () => {
  expect(
    componentChanges(
      new Map([
        ["A", "1"],
        ["B", "1"],
      ]),
      new Map([
        ["B", "1"],
        ["C", "1"],
      ]),
    ),
  ).toEqual([]);
});

test.each([
  [
    "a table of versions",
    "| Kubernetes version | Minimum required |\n|---|---|\n| `v1.33` | `>= 1.33.0` |\n| `v1.32` | `>= 1.32.0` |",
    [32, 33],
  ],
  [
    "a row among distributions",
    "| Distribution | Versions |\n|:---|:---|\n| Kubernetes | 1.32, 1.33, 1.34 |\n| OpenShift | 4.19 |",
    [32, 33, 34],
  ],
  ["nothing", "| Component | Version |\n|---|---|\n| a | 1.2 |", null],
])("Flux names its Kubernetes in %s", (_what, text, expected) => {
  expect(readFluxKubernetes(text)).toEqual(expected);
});

test("what was announced for a minor stands in, and is told like a chart's kubeVersion", () => {
  expect(announcedFluxKubernetes(5)).toBeNull();
  expect(asKubeVersion(announcedFluxKubernetes(7) ?? [])).toBe(">=1.32.0-0, <1.35.0-0");
});
