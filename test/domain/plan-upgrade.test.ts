import { CORDON_ANNOTATION } from "../../domain/cordon";
import { decidePath } from "../../domain/decide-path";
import { isBlocker } from "../../domain/finding";
import type { UpgradePlan } from "../../domain/plan";
import type { PlanInput } from "../../domain/plan-input";
import { planUpgrade } from "../../domain/plan-upgrade";
import type { Channel } from "../../domain/release";
import { budget, codesOf, config, host, inventory, node, pod, release, server } from "./fixtures";

const channels: Channel[] = [
  { name: "stable", latest: "v1.36.2+k3s1" },
  { name: "v1.35", latestRegexp: "v1\\.35\\..*", excludeRegexp: "v1\\.35\\.9\\+k3s1" },
];
const releases = ["v1.34.6+k3s1", "v1.35.4+k3s1", "v1.35.5+k3s1", "v1.35.9+k3s1", "v1.36.2+k3s1"].map(
  (version) => release(version),
);
const asset = { arch: "amd64", url: "https://example.org/k3s", sha256: "a".repeat(64) };
const now = new Date("2026-06-01T10:00:00Z");

const input = (over: Partial<PlanInput> = {}): PlanInput => ({
  config: config(),
  inventory: inventory(),
  releases,
  channels,
  assets: [asset],
  now,
  ...over,
});
const plan = (over: Partial<PlanInput> = {}): UpgradePlan => planUpgrade(input(over));
const withPolicy = (policy: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  config({ policy, ...more });
const found = (over: Partial<PlanInput>, code: string) =>
  plan(over).findings.filter((it) => it.code === code);
const at = (version: string) => ({
  nodes: [server({ version }), node({ name: "agent-1", version }), node({ name: "agent-2", version })],
  apiServerVersion: version,
});

describe("a minor upgrade", () => {
  const pods = [
    pod({ name: "web-1" }),
    pod({ name: "bare", owner: null }),
    pod({
      name: "db-0",
      owner: { kind: "StatefulSet", name: "db" },
      labels: {},
      localStorage: true,
      node: "agent-2",
    }),
  ];
  const busy = inventory({ pods, budgets: [budget({ disruptionsAllowed: 0 })] });

  test("is one stage over servers, then agents, each with its impact", () => {
    const { stages, nodes, current, desired, component, cluster } = plan({ inventory: busy });
    expect({ component, cluster, current, desired }).toEqual({
      component: "k3s",
      cluster: "home",
      current: "v1.35.4+k3s1",
      desired: "v1.36.2+k3s1",
    });
    expect(stages.map(({ to, kind }) => `${kind} ${to}`)).toEqual(["minor v1.36.2+k3s1"]);
    expect(nodes.map((it) => `${it.node} ${it.role} ${it.disruption} ${it.done}`)).toEqual([
      "server-1 server drain false",
      "agent-1 agent drain false",
      "agent-2 agent drain false",
    ]);
    const [, first, second] = nodes;
    expect(first?.evicts.map(({ name }) => name)).toEqual(["web-1"]);
    expect(first?.lost.map(({ name }) => name)).toEqual(["bare"]);
    expect(first?.blockedBy).toMatchObject([{ budget: "shop/web", pods: ["shop/web-1", "shop/bare"] }]);
    expect(second?.losesLocalStorage.map(({ name }) => name)).toEqual(["db-0"]);
    expect(second?.down).toEqual(["StatefulSet shop/db"]);
  });

  test("says everything that speaks against it", () => {
    const severities = plan({ inventory: busy }).findings.map(
      ({ severity, code, subject }) => `${severity} ${code} ${subject}`,
    );
    expect(severities).toEqual([
      "info API_OUTAGE kubernetes api",
      "blocker BARE_POD node agent-1",
      "blocker BUDGET_BLOCKS pdb shop/web",
      "warning WORKLOAD_DOWN Deployment shop/web",
      "warning LOCAL_STORAGE node agent-2",
      "warning WORKLOAD_DOWN StatefulSet shop/db",
      "warning BUNDLED_CHANGE version v1.36.2+k3s1",
      "warning BACKUP_UNENCRYPTED backup",
    ]);
  });

  test("follows the policy on pods that are lost", () => {
    const facts = { inventory: busy };
    expect(
      found({ ...facts, config: withPolicy({ drain: { evictBarePods: true } }) }, "BARE_POD"),
    ).toMatchObject([{ severity: "warning" }]);
    expect(found({ ...facts, config: withPolicy({ acknowledge: ["BARE_POD"] }) }, "BARE_POD")).toMatchObject([
      { severity: "warning" },
    ]);
    expect(
      found({ ...facts, config: withPolicy({ drain: { deleteEmptyDir: false } }) }, "LOCAL_STORAGE_REFUSED"),
    ).toMatchObject([{ severity: "blocker", message: "shop/db-0 keep data in emptyDir" }]);
  });

  test("a budget short of pods that wait for a node of an interrupted run does not stop its end", () => {
    const cordoned = (mark: string) => ({ unschedulable: true, annotations: { [CORDON_ANNOTATION]: mark } });
    const ours = JSON.stringify({ run: "r", priorUnschedulable: false });
    const theirs = JSON.stringify({ run: "r", priorUnschedulable: true });
    const budgets = [
      budget({ disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3 }),
    ];
    const severity = (mark: string, at: string): string[] => {
      const nodes = ["server-1", "agent-1", "agent-2"].map((name) =>
        node({
          name,
          role: name === "server-1" ? "server" : "agent",
          ...(name === at ? cordoned(mark) : {}),
        }),
      );
      const facts = inventory({ pods, budgets, nodes });
      return found({ inventory: facts }, "BUDGET_BLOCKS").map((it) => it.severity);
    };
    expect(severity(ours, "server-1")).toEqual(["warning"]);
    // Its own pods are still there: nothing comes back before they have gone.
    expect(severity(ours, "agent-1")).toEqual(["blocker"]);
    expect(severity(theirs, "server-1")).toEqual(["blocker"]);
  });

  test("a budget that only has to forget a pod that went does not stop it either", () => {
    const budgets = [
      budget({ disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, goingPods: ["web-2"] }),
    ];
    expect(found({ inventory: inventory({ pods, budgets }) }, "BUDGET_BLOCKS")).toMatchObject([
      { severity: "warning", message: expect.stringContaining("web-2 counts as on the way out") },
    ]);
    const hasty = withPolicy({ drain: { timeout: "2m" } });
    expect(found({ inventory: inventory({ pods, budgets }), config: hasty }, "BUDGET_BLOCKS")).toMatchObject([
      { severity: "blocker" },
    ]);
  });

  test("names no more pods than one can read", () => {
    const many = Array.from({ length: 8 }, (_, i) => pod({ name: `p${i}`, owner: null }));
    expect(found({ inventory: inventory({ pods: many }) }, "BARE_POD")[0]?.message).toBe(
      "nothing recreates shop/p0, shop/p1, shop/p2, shop/p3, shop/p4 and 3 more",
    );
  });

  test("only cordons where the policy says so, and then nothing is evicted", () => {
    const quiet = plan({ inventory: busy, config: withPolicy({ drain: { minor: "cordon" } }) });
    expect(quiet.nodes.every((it) => it.disruption === "cordon" && it.evicts.length === 0)).toBe(true);
    expect(codesOf(quiet.findings)).not.toContain("BARE_POD");
  });

  test("knows when evicted pods have nowhere to go", () => {
    const alone = inventory({ nodes: [server()], pods: [pod({ name: "web-1", node: "server-1" })] });
    expect(found({ inventory: alone }, "NOWHERE_TO_GO")).toMatchObject([{ subject: "node server-1" }]);
    const away = inventory({
      nodes: [
        server(),
        node({ name: "agent-1", unschedulable: true }),
        node({ name: "agent-2", ready: false }),
      ],
      pods: [pod({ name: "web-1", node: "server-1" })],
    });
    expect(found({ inventory: away }, "NOWHERE_TO_GO")).toHaveLength(1);
    expect(
      found({ inventory: inventory({ pods: [pod({ name: "web-1", node: "server-1" })] }) }, "NOWHERE_TO_GO"),
    ).toEqual([]);
  });
});

test("a patch only cordons, and drains where the policy says so", () => {
  const patch = { inventory: inventory({ ...at("v1.36.1+k3s1"), pods: [pod({ name: "web-1" })] }) };
  expect(plan(patch).stages[0]?.kind).toBe("patch");
  expect(plan(patch).nodes.map(({ disruption }) => disruption)).toEqual(["cordon", "cordon", "cordon"]);
  const draining = plan({ ...patch, config: withPolicy({ drain: { patch: "drain" } }) });
  expect(draining.nodes[1]?.evicts).toHaveLength(1);
});

test("each node is judged by its own step", () => {
  const nodes = [
    server({ version: "v1.36.1+k3s1" }),
    node({ name: "agent-1" }),
    node({ name: "agent-2", version: "v1.36.2+k3s1" }),
  ];
  const { nodes: planned } = plan({ inventory: inventory({ nodes }) });
  expect(planned.map((it) => `${it.node} ${it.disruption} ${it.done} ${it.estimateSeconds > 0}`)).toEqual([
    "server-1 cordon false true",
    "agent-1 drain false true",
    "agent-2 cordon true false",
  ]);
});

test("the server whose etcd member leads goes last", () => {
  const names = ["server-1", "server-2", "server-3"];
  const servers = names.map((name) => server({ name, etcdVoter: true }));
  const hosts = names.map((name) => host({ node: name, datastore: "etcd", etcdLeader: name === "server-1" }));
  const { nodes } = plan({ inventory: inventory({ nodes: servers }, hosts) });
  expect(nodes.map((it) => it.node)).toEqual(["server-2", "server-3", "server-1"]);
});

describe("when there is nothing to do", () => {
  const done = plan({ inventory: inventory(at("v1.36.2+k3s1")) });

  test("nothing is planned and nothing found", () => {
    expect(done).toMatchObject({
      stages: [],
      nodes: [],
      findings: [],
      undo: [],
      estimateSeconds: 0,
      removedApis: [],
    });
  });
});

describe("the path", () => {
  test("comes from the channel and goes over the newest patch that is neither withdrawn nor too young", () => {
    const from = {
      inventory: inventory(at("v1.34.6+k3s1")),
      config: config({ versions: { k3s: "channel:stable" } }),
    };
    expect(decidePath(input(from)).stages.map(({ to }) => to)).toEqual(["v1.35.5+k3s1", "v1.36.2+k3s1"]);
    const young = releases.map((it) =>
      it.version === "v1.35.5+k3s1" ? { ...it, publishedAt: "2026-05-31T00:00:00Z" } : it,
    );
    const patient = withPolicy({ minimumReleaseAge: "7d" }, { versions: { k3s: "channel:stable" } });
    const { stages } = decidePath(input({ ...from, config: patient, releases: young }));
    expect(stages.map(({ to }) => to)).toEqual(["v1.35.4+k3s1", "v1.36.2+k3s1"]);
  });

  test("that is refused is a plan with a blocker and without steps", () => {
    const { stages, nodes, findings } = plan({ config: config({ versions: { k3s: "v1.34.6+k3s1" } }) });
    expect({ stages, nodes }).toEqual({ stages: [], nodes: [] });
    expect(findings).toMatchObject([{ code: "DOWNGRADE", severity: "blocker" }]);
  });

  test("heeds the etcd rule when etcd is seen over the API or over SSH", () => {
    const old = { config: config({ versions: { k3s: "v1.34.6+k3s1" } }) };
    const facts = inventory(at("v1.33.5+k3s1"));
    expect(plan({ ...old, inventory: facts }).stages).toHaveLength(1);
    const voting = {
      ...facts,
      cluster: { ...facts.cluster, nodes: facts.cluster.nodes.map((it) => ({ ...it, etcdVoter: true })) },
    };
    expect(codesOf(plan({ ...old, inventory: voting }).findings)).toContain("ETCD_GATE");
    const seen = {
      ...facts,
      hosts: facts.hosts.map((it) => (it.node === "server-1" ? { ...it, datastore: "etcd" as const } : it)),
    };
    expect(codesOf(plan({ ...old, inventory: seen }).findings)).toContain("ETCD_GATE");
  });
});

describe("the version", () => {
  const wanting = (k3s: string) => ({ config: config({ versions: { k3s } }) });

  test("that was withdrawn is a blocker which may be acknowledged", () => {
    const withdrawn = "v1.35.9+k3s1";
    expect(found(wanting(withdrawn), "VERSION_WITHDRAWN")).toMatchObject([{ severity: "blocker" }]);
    const accepting = withPolicy({ acknowledge: ["VERSION_WITHDRAWN"] }, { versions: { k3s: withdrawn } });
    expect(found({ config: accepting }, "VERSION_WITHDRAWN")).toMatchObject([{ severity: "warning" }]);
  });

  test.each([
    ["v1.36.3-rc1+k3s1", false],
    ["v1.36.3+k3s1", true],
  ])("%s is said to be a prerelease", (version, prerelease) => {
    const more = [...releases, release(version, { prerelease })];
    expect(found({ ...wanting(version), releases: more }, "VERSION_PRERELEASE")).toMatchObject([
      { severity: "warning" },
    ]);
  });

  test.each<[string, string | null, string[]]>([
    ["old enough", "2026-05-25T10:00:00Z", []],
    ["a second too young", "2026-05-25T10:00:01Z", ["RELEASE_TOO_YOUNG"]],
    ["without a date", null, ["RELEASE_AGE_UNKNOWN"]],
  ])("%s", (_what, publishedAt, expected) => {
    const dated = releases.map((it) => (it.version === "v1.36.2+k3s1" ? { ...it, publishedAt } : it));
    const patient = withPolicy({ minimumReleaseAge: "7d" });
    const all = codesOf(plan({ config: patient, releases: dated }).findings);
    expect(all.filter((code) => code.startsWith("RELEASE"))).toEqual(expected);
    const impatient = codesOf(plan({ releases: dated }).findings);
    expect(impatient.filter((code) => code.startsWith("RELEASE"))).toEqual([]);
  });

  test("that is a newer minor of an older build is said to be", () => {
    const dated = releases.map((it) =>
      it.version === "v1.36.2+k3s1" ? { ...it, publishedAt: "2026-04-01T00:00:00Z" } : it,
    );
    expect(found({ releases: dated }, "OLDER_BUILD")).toHaveLength(1);
    expect(found({}, "OLDER_BUILD")).toEqual([]);
  });
});

describe("removed APIs", () => {
  const use = {
    group: "networking.k8s.io",
    version: "v1beta1",
    kind: "ServiceCIDR",
    count: 2,
    examples: ["kubernetes"],
  };
  const early = {
    group: "storage.k8s.io",
    version: "v1alpha1",
    kind: "VolumeAttributesClass",
    count: 1,
    examples: ["gold"],
  };
  const far = [...releases, release("v1.37.1+k3s1")];
  const used = { inventory: inventory({ ...at("v1.34.6+k3s1"), apiUses: [use, early] }), releases: far };
  const all = (over: Partial<PlanInput>) =>
    found({ ...used, ...over }, "REMOVED_API").map((it) => `${it.severity} ${it.subject}`);

  test("block the stage that removes them and warn of later ones", () => {
    expect(all({ config: config({ versions: { k3s: "v1.37.1+k3s1" } }) })).toEqual([
      "blocker VolumeAttributesClass storage.k8s.io/v1alpha1",
      "warning ServiceCIDR networking.k8s.io/v1beta1",
    ]);
    expect(all({})).toEqual(["blocker VolumeAttributesClass storage.k8s.io/v1alpha1"]);
    expect(plan({ ...used }).removedApis).toMatchObject([
      { kind: "VolumeAttributesClass", removedIn: "1.35", count: 1 },
    ]);
  });

  test("only warn where the policy ignores them", () => {
    expect(all({ config: withPolicy({ ignoreRemovedApis: true }) })).toEqual([
      "warning VolumeAttributesClass storage.k8s.io/v1alpha1",
    ]);
  });
});

describe("the window", () => {
  const during = (start: string, duration: string) => ({
    config: withPolicy({ window: [{ start, duration }] }),
  });

  test("that is closed says when it opens", () => {
    expect(found(during("12:00", "2h"), "WINDOW_CLOSED")).toMatchObject([
      { message: "it opens next at 2026-06-01T12:00:00.000Z" },
    ]);
  });

  test("that is too short says how much is needed, one that fits says nothing", () => {
    expect(found(during("09:59", "2m"), "WINDOW_TOO_SHORT")).toMatchObject([
      { message: expect.stringMatching(/^about \d+m/) },
    ]);
    expect(codesOf(plan(during("09:00", "4h")).findings).filter((code) => code.startsWith("WINDOW"))).toEqual(
      [],
    );
  });
});

describe("a permitted rollback", () => {
  test("takes the place of the desired version", () => {
    const both = config({
      versions: { k3s: "channel:stable" },
      rollback: { to: "v1.35.4+k3s1", class: "patch" },
    });
    expect(plan({ config: both, inventory: inventory(at("v1.35.5+k3s1")) })).toMatchObject({
      desired: "v1.35.4+k3s1",
      stages: [{ kind: "downgrade" }],
    });
  });

  const back = (to: string) => ({
    config: config({ versions: { k3s: to }, rollback: { to, backup: "b1" } }),
    inventory: inventory(at("v1.35.5+k3s1")),
  });

  test("within a minor goes over agents first and loses nothing", () => {
    const { stages, nodes, findings } = plan(back("v1.35.4+k3s1"));
    expect(stages).toMatchObject([{ kind: "downgrade", from: "v1.35.5+k3s1", to: "v1.35.4+k3s1" }]);
    expect(nodes.map((it) => `${it.node} ${it.disruption}`)).toEqual([
      "agent-2 cordon",
      "agent-1 cordon",
      "server-1 cordon",
    ]);
    expect(codesOf(findings)).not.toContain("ROLLBACK_MINOR");
    expect(findings.filter(isBlocker)).toEqual([]);
  });

  test("over a minor says what it costs", () => {
    const { nodes, findings } = plan(back("v1.34.6+k3s1"));
    // The datastore is put back under running pods, whichever it is.
    const { inventory: facts, ...rest } = back("v1.34.6+k3s1");
    const hosts = facts.hosts.map((it) =>
      it.node === "server-1" ? { ...it, datastore: "etcd" as const } : it,
    );
    const reset = plan({ ...rest, inventory: { ...facts, hosts } });
    for (const planned of [nodes, reset.nodes])
      expect(planned.map(({ disruption }) => disruption)).toEqual(["cordon", "cordon", "cordon"]);
    expect(findings).toContainEqual(expect.objectContaining({ code: "ROLLBACK_MINOR", severity: "warning" }));
    expect(codesOf(findings)).not.toContain("OLDER_BUILD");
  });
});

test("a rollback is what repairs a broken cluster: neither its state nor a missing release forbids it", () => {
  const version = "v1.35.5+k3s1";
  const broken = inventory({
    nodes: [
      server({ version, ready: false, etcdVoter: false }),
      node({ name: "agent-1", version }),
      node({ name: "agent-2", version }),
    ],
    workloads: [{ kind: "Deployment", namespace: "kube-system", name: "coredns", desired: 1, ready: 0 }],
  });
  const to = "v1.35.4+k3s1";
  const young = { policy: { minimumReleaseAge: "7d", allowApiOutage: false } };
  const back = config({ versions: { k3s: to }, rollback: { to, class: "patch" }, ...young });
  const { findings, stages } = plan({
    inventory: broken,
    config: back,
    releases: [],
    channels: [],
    assets: [],
  });
  expect(stages).toMatchObject([{ kind: "downgrade", to }]);
  expect(findings.filter(isBlocker)).toEqual([]);
  expect(codesOf(findings)).toEqual(
    expect.arrayContaining(["NODE_NOT_READY", "ETCD_NOT_VOTER", "SYSTEM_UNHEALTHY"]),
  );
  const full = { ...broken, hosts: broken.hosts.map((it) => ({ ...it, freeBytes: { binary: 0, data: 0 } })) };
  expect(codesOf(plan({ inventory: full, config: back, assets: [] }).findings.filter(isBlocker))).toContain(
    "DISK_FULL",
  );
});

test("encrypted backups need no warning", () => {
  const recipients = [`age1${"q".repeat(58)}`];
  expect(found({ config: config({ backup: { directory: "b", recipients } }) }, "BACKUP_UNENCRYPTED")).toEqual(
    [],
  );
  expect(
    found(
      { config: config({ backup: { directory: "b", recipientsFile: "keys.txt" } }) },
      "BACKUP_UNENCRYPTED",
    ),
  ).toEqual([]);
});

describe("the hash", () => {
  const base = plan();
  const changed = (over: Partial<PlanInput>) => plan(over).hash !== base.hash;

  test("is the same for the same decision, whenever it is taken", () => {
    expect(base.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(changed({})).toBe(false);
    expect(changed({ now: new Date("2026-06-02T10:00:00Z") })).toBe(false);
    expect(changed({ inventory: inventory({ takenAt: "2026-06-01T10:00:30Z" }) })).toBe(false);
    expect(changed({ timings: { restart: { p50: 90, p95: 99, samples: 9 } } })).toBe(false);
    expect(changed({ inventory: inventory({ nodes: [...inventory().cluster.nodes].reverse() }) })).toBe(
      false,
    );
  });

  test("does not change with the names of pods that come back elsewhere", () => {
    const two = (name: string) =>
      inventory({ pods: [pod({ name }), pod({ name: "other", node: "agent-2" })] });
    expect(plan({ inventory: two("web-abc") }).hash).toBe(plan({ inventory: two("web-xyz") }).hash);
  });

  test.each<[string, Partial<PlanInput>]>([
    ["the file", { assets: [{ ...asset, sha256: "b".repeat(64) }] }],
    ["the target", { config: config({ versions: { k3s: "v1.35.5+k3s1" } }) }],
    ["what happens to pods", { config: withPolicy({ drain: { minor: "cordon" } }) }],
    ["the nodes", { inventory: inventory({ nodes: [server(), node({ name: "agent-1" })] }) }],
    [
      "a node's version",
      {
        inventory: inventory({
          nodes: [server({ version: "v1.36.2+k3s1" }), node({ name: "agent-1" }), node({ name: "agent-2" })],
        }),
      },
    ],
    ["a pod that is lost", { inventory: inventory({ pods: [pod({ name: "bare", owner: null })] }) }],
    ["a blocker", { inventory: inventory({ foreignUpdaters: ["kured holds its lock"] }) }],
    [
      "a budget in the way",
      { inventory: inventory({ pods: [pod({ name: "a" })], budgets: [budget({ disruptionsAllowed: 0 })] }) },
    ],
    ["an API in use", { inventory: inventory({ ...at("v1.34.6+k3s1"), apiUses: [] }) }],
  ])("changes with %s", (_what, over) => {
    expect(changed(over)).toBe(true);
  });
});
