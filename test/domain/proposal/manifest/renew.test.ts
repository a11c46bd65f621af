import { renewManifest } from "../../../../domain/proposal/manifest/renew";
import { changedLines } from "../fixtures";
import { bootstrap, header, install, type ReleaseOver } from "./releases";

const NEXT = "v2.7.5";

const renewed = (existing: string, after: ReleaseOver = {}, before: ReleaseOver = {}) =>
  renewManifest({
    existing,
    before: install(before),
    from: "v2.6.4",
    after: install({ version: NEXT, ...after }),
    to: NEXT,
  });

const plain = bootstrap({ version: NEXT });
const SOURCE = "Deployment flux-system/source-controller";
const MANAGER = `${SOURCE}: spec.template.spec.containers[manager]`;

test("an untouched manifest becomes the next release: its components, its header, its definitions", () => {
  expect(renewed(bootstrap())).toEqual({ text: plain, carried: [], lost: [] });
});

test.each([
  [
    "a flag of its own, where it stood",
    (it: string) => it.replace("        - --log-level", "        - --concurrent=20\n        - --log-level"),
    { args: ["--new"] },
    ["        - --concurrent=20"],
    [`${MANAGER}.args[--concurrent]: --concurrent=20`],
  ],
  [
    "another value of a flag",
    (it: string) => it.replace("--log-level=info", "--log-level=debug"),
    {},
    ["        - --log-level=debug"],
    [`${MANAGER}.args[--log-level]: --log-level=debug instead of --log-level=info`],
  ],
  [
    "another limit",
    (it: string) => it.replace("memory: 1Gi", "memory: 2Gi"),
    {},
    ["            memory: 2Gi"],
    [`${MANAGER}.resources.limits.memory: 2Gi instead of 1Gi`],
  ],
  [
    "another registry, with the new tag",
    (it: string) => it.replace("ghcr.io/fluxcd/", "registry:5000/flux/"),
    {},
    ["        image: registry:5000/flux/source-controller:v1.7.4"],
    [`${MANAGER}.image: from registry:5000/flux instead of ghcr.io/fluxcd`],
  ],
  [
    "secrets for images, selectors and tolerations",
    (it: string) =>
      it.replace(
        "      priorityClassName",
        "      imagePullSecrets:\n      - name: pull\n      nodeSelector:\n        pool: infra\n      tolerations:\n      - key: x\n        operator: Exists\n      priorityClassName",
      ),
    {},
    ["      - name: pull", "        pool: infra", "      - key: x", "        operator: Exists"],
    [
      `${SOURCE}: spec.template.spec.imagePullSecrets: [{"name":"pull"}]`,
      `${SOURCE}: spec.template.spec.nodeSelector: {"pool":"infra"}`,
      `${SOURCE}: spec.template.spec.tolerations: [{"key":"x","operator":"Exists"}]`,
    ],
  ],
])("%s is carried over and told", (_, change, after, lines, told) => {
  const { text, carried, lost } = renewed(change(bootstrap()), after);
  for (const line of lines) expect(text.split("\n")).toContain(line);
  expect([carried, lost]).toEqual([told, []]);
  const others = new Set(bootstrap({ version: NEXT, ...after }).split("\n"));
  const own = lines.flatMap((line) => [line, line.trim()]);
  const added = text.split("\n").filter((line) => !others.has(line) && !own.includes(line));
  expect(added.filter((line) => !/(imagePullSecrets|nodeSelector|tolerations):$/.test(line))).toEqual([]);
});

test("flags stand where they stood", () => {
  const own = bootstrap().replace(
    "        - --log-level",
    "        - --concurrent=20\n        - --log-level",
  );
  const { text } = renewed(own, { args: ["--new"] });
  expect(text.match(/- --[\w-]+/g)).toEqual([
    "- --events-addr",
    "- --concurrent",
    "- --log-level",
    "- --new",
  ]);
});

test("what somebody took out stays out: a flag, an object", () => {
  const own = bootstrap()
    .replace("        - --log-level=info\n", "")
    .replace(/apiVersion: networking[\s\S]*?---\n/, "");
  const { text, carried, lost } = renewed(own);
  expect(text).not.toMatch(/log-level|NetworkPolicy/);
  expect(carried).toEqual([
    "without NetworkPolicy flux-system/allow-egress",
    `${MANAGER}.args[--log-level]: without --log-level=info`,
  ]);
  expect(lost).toEqual([]);
});

test("an object that somebody added stays in the file", () => {
  const extra = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\n  namespace: flux-system\n";
  const { text, carried } = renewed(`${bootstrap()}---\n${extra}`);
  expect(text).toBe(`${plain}---\n${extra}`);
  expect(carried).toEqual(["ConfigMap flux-system/mine, which the release does not have"]);
});

test.each([
  [
    "a value that the new release changes as well",
    "memory: 2Gi",
    { memory: "4Gi" },
    /2Gi instead of 1Gi; the new release has 4Gi/,
  ],
  [
    "a flag that it takes away",
    "memory: 1Gi",
    { args: [] },
    /--old=2 instead of --old=1; the new release has nothing/,
  ],
])("%s is lost, and that is told", (_, memory, after, said) => {
  const base = { args: ["--old=1"] };
  const own = bootstrap(base)
    .replace("memory: 1Gi", memory)
    .replace("--old=1", memory === "memory: 1Gi" ? "--old=2" : "--old=1");
  const { text, carried, lost } = renewed(own, after, base);
  expect(text).toBe(bootstrap({ version: NEXT, ...after }));
  expect(carried).toEqual([]);
  expect(lost).toEqual([expect.stringMatching(said)]);
});

test.each([
  ["another tag", "source-controller:v1.6.3"],
  ["a digest", `source-controller:v1.6.2@sha256:${"0".repeat(64)}`],
  ["another image", "source-fork:v1.6.3"],
])(
  "an image with %s is somebody's choice of a version: the new release's goes before, and it is told",
  (_, image) => {
    const { text, lost } = renewed(bootstrap().replace("source-controller:v1.6.2", image));
    expect(text).toBe(plain);
    expect(lost).toEqual([expect.stringContaining(`${MANAGER}.image: ghcr.io/fluxcd/${image}`)]);
  },
);

test("what both of them changed alike is no difference", () => {
  const own = bootstrap().replace("memory: 1Gi", "memory: 2Gi");
  expect(renewed(own, { memory: "2Gi" })).toEqual({
    text: bootstrap({ version: NEXT, memory: "2Gi" }),
    carried: [],
    lost: [],
  });
});

test("another namespace stays, in every name that has it", () => {
  const moved = (it: string): string => it.replaceAll("flux-system", "infra");
  expect(renewed(moved(bootstrap()))).toEqual({ text: moved(plain), carried: [], lost: [] });
});

test("comments are not in a release, so each is told; those at the top stay", () => {
  const own = `# ours\n${bootstrap()}`
    .replace("memory: 1Gi", "memory: 1Gi # enough")
    .replace("spec:\n  egress", "# all of it\nspec:\n  egress");
  const { text, lost } = renewed(own);
  expect(text).toBe(`# ours\n${plain}`);
  expect(lost).toEqual([
    "the comment NetworkPolicy flux-system/allow-egress: # all of it",
    `the comment ${SOURCE}: # enough`,
  ]);
});

test("a component that the new release does not have is told", () => {
  const own = bootstrap().replace(
    "# Components: source-controller",
    "# Components: source-controller,old-controller",
  );
  const { text, lost } = renewed(own);
  expect(text.startsWith(header(NEXT).replace("source-controller", "source-controller,old-controller"))).toBe(
    true,
  );
  expect(lost).toEqual(["the component old-controller: the new release does not have it"]);
});

test("a changed object that the new release gives up is told, an unchanged one goes", () => {
  const extra = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: gone\ndata:\n  a: b\n";
  expect(renewed(bootstrap({ extra }), {}, { extra })).toEqual({ text: plain, carried: [], lost: [] });
  const { text, lost } = renewed(bootstrap({ extra: extra.replace("a: b", "a: c") }), {}, { extra });
  expect([text, lost]).toEqual([plain, ["ConfigMap gone: the new release has it no more"]]);
});

test("Windows' line ends stay", () => {
  const windows = (it: string): string => it.replaceAll("\n", "\r\n");
  expect(renewed(windows(bootstrap())).text).toBe(windows(plain));
});

test("carried into the release that it came from, a changed file is itself again", () => {
  const own = bootstrap()
    .replace("memory: 1Gi", "memory: 2Gi")
    .replace("        - --log-level=info\n", "        - --log-level=info\n        - --concurrent=5\n")
    .replace("ghcr.io/fluxcd", "registry/x")
    .replace('"8080"', '"9090"');
  const { text } = renewManifest({
    existing: own,
    before: install(),
    from: "v2.6.4",
    after: install(),
    to: "v2.6.4",
  });
  expect(changedLines(own, text)).toEqual([]);
});

test("a field that somebody took out stays out", () => {
  const own = bootstrap().replace("      priorityClassName: system-cluster-critical\n", "");
  const { text, carried } = renewed(own);
  expect(text).toBe(plain.replace("      priorityClassName: system-cluster-critical\n", ""));
  expect(carried).toEqual([
    `${SOURCE}: spec.template.spec.priorityClassName: without system-cluster-critical`,
  ]);
});

test("a release that names an image anew ends the registry of before", () => {
  const own = bootstrap().replace("ghcr.io/fluxcd/", "registry/");
  const { text, lost } = renewed(own, { image: "ghcr.io/fluxcd/renamed:v1.7.4" });
  expect(text).toContain("image: ghcr.io/fluxcd/renamed:v1.7.4");
  expect(lost).toHaveLength(1);
});

test("a comment of the release itself is nobody's", () => {
  const extra = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x # theirs\n";
  expect(renewed(bootstrap({ extra }), { extra }, { extra }).lost).toEqual([]);
});
