import fc from "fast-check";
import { configJsonSchema, mergeInventory, parseConfig } from "../../domain/config";
import { nearest } from "../../domain/nearest";
import { raw, thrownBy } from "./fixtures";

const problemsOf = (over: Record<string, unknown>): string[] => {
  const error = thrownBy(() => parseConfig(raw(over)));
  expect(error).toMatchObject({ kind: "usage", code: "CONFIG_INVALID" });
  return (error as Error).message.split("\n");
};

const cluster = (over: Record<string, unknown>) => ({ cluster: { name: "home", ...over } });
const policy = (over: Record<string, unknown>) => ({ policy: over });

describe("defaults", () => {
  const parsed = parseConfig({
    cluster: { name: "home" },
    versions: { k3s: "channel:stable" },
    backup: { directory: "b", allowUnencrypted: true },
  });

  test("are the careful ones, with durations in milliseconds", () => {
    expect(parsed.policy).toEqual({
      maxUnavailable: 1,
      drain: {
        timeout: 300_000,
        minor: "drain",
        patch: "cordon",
        deleteEmptyDir: true,
        evictBarePods: false,
      },
      nodeTimeout: 600_000,
      settleTimeout: 300_000,
      stableSamples: 2,
      crashLoopRestarts: 3,
      window: [],
      acknowledge: [],
      rollback: { onNodeFailure: "node", onFailedValidation: "manual" },
      ignoreRemovedApis: false,
    });
  });

  test("are the projects' own sources and plain ssh", () => {
    expect(parsed.cluster).toEqual({
      name: "home",
      nodes: [],
      carriesTraffic: true,
      ssh: { connectTimeout: 10_000, sudo: false },
      sources: {
        githubTokenFrom: "GITHUB_TOKEN",
        k3s: {
          channels: "https://update.k3s.io/v1-release/channels",
          releases: "https://api.github.com/repos/k3s-io/k3s/releases",
          download: "https://github.com/k3s-io/k3s/releases/download",
        },
        flux: {
          releases: "https://api.github.com/repos/fluxcd/flux2/releases",
          download: "https://github.com/fluxcd/flux2/releases/download",
        },
        longhorn: {
          releases: "https://api.github.com/repos/longhorn/longhorn/releases",
          manifests: "https://raw.githubusercontent.com/longhorn/longhorn",
          responder: "https://longhorn-upgrade-responder.rancher.io/v1/checkupgrade",
        },
        security: {
          osv: "https://api.osv.dev",
          github: "https://api.github.com",
          endOfLife: "https://endoflife.date/api",
        },
      },
    });
    expect(parsed.validation).toEqual({
      probes: { dns: true, services: true, nodePorts: true, ingress: true, storage: true },
      probeTimeout: 3_000,
      clusterDomain: "cluster.local",
    });
    expect(parsed.backup).toMatchObject({ recipients: [], keep: 5 });
    expect(parsed.hooks).toEqual({ before: [], after: [] });
    expect(parsed.inCluster).toBe(false);
    expect(parsed.rollback).toBeUndefined();
  });
});

describe("problems", () => {
  test("are said together, each with place, finding and what is accepted", () => {
    expect(
      problemsOf({
        versions: { k3s: "1.36" },
        policy: { drain: { timeout: "5 parsecs", minor: "evict" }, maxUnavailable: 0 },
      }),
    ).toEqual([
      'gitops-updates:versions.k3s: found "1.36", accepted: a version such as "v1.35.4+k3s1" or a channel such as "channel:stable"',
      "gitops-updates:policy.maxUnavailable: found 0, accepted: a whole number from 1 to 100",
      'gitops-updates:policy.drain.timeout: found "5 parsecs", accepted: a duration such as "30s", "5m" or "1h30m"',
      'gitops-updates:policy.drain.minor: found "evict", accepted: "drain", "cordon"',
    ]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ polices: {} }, 'gitops-updates:polices: no such key, did you mean "policy"?'],
    [
      policy({ drain: { timeOut: "5m" } }),
      'gitops-updates:policy.drain.timeOut: no such key, did you mean "timeout"?',
    ],
    [
      cluster({ nodes: [{ name: "a", host: "a", prot: 22 }] }),
      'gitops-updates:cluster.nodes[0].prot: no such key, did you mean "port"?',
    ],
    [
      policy({ rollback: { banana: 1 } }),
      "gitops-updates:policy.rollback.banana: no such key, accepted: onNodeFailure, onFailedValidation",
    ],
  ])("an unknown key is refused with a hint: %j", (over, line) => {
    expect(problemsOf(over)).toEqual([line]);
  });

  test("a missing key is found as nothing", () => {
    expect(thrownBy(() => parseConfig({}))).toMatchObject({
      message: expect.stringContaining("gitops-updates:backup: found nothing, accepted: an object such as"),
    });
  });

  test("long values are cut", () => {
    const [line = ""] = problemsOf({ versions: { k3s: "x".repeat(5000) } });
    expect(line.length).toBeLessThan(300);
  });

  test("every problem of a cut-up configuration names a place", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("cluster", "policy", "backup", "x"), fc.anything()),
        (given) => {
          const error = thrownBy(() => parseConfig(given));
          expect(error).toMatchObject({ code: "CONFIG_INVALID" });
          for (const line of (error as Error).message.split("\n")) expect(line).toMatch(/^gitops-updates:\S/);
        },
      ),
    );
  });
});

describe("what ends up on a command line", () => {
  test.each([
    ["-oProxyCommand=reboot"],
    ["a b"],
    ["a;reboot"],
    ["$(reboot)"],
    ["`reboot`"],
    ["a\nb"],
    [""],
    ["a/b"],
    ["'a'"],
  ])("refuses %j as host, user and unit", (text) => {
    for (const key of ["host", "user", "unit"]) {
      const entry = { name: "a", host: "a", [key]: text };
      expect(problemsOf(cluster({ nodes: [entry] }))[0]).toMatch(`cluster.nodes[0].${key}: found`);
    }
  });

  test.each(["agent-1", "10.0.0.11", "fd00::1", "::1", "host.example.org", "my_alias"])(
    "accepts %s as host",
    (text) => {
      const nodes = [{ name: "a", host: text, user: "root", port: 22, unit: "k3s-agent@x", sudo: true }];
      expect(parseConfig(raw(cluster({ nodes }))).cluster.nodes[0]?.host).toBe(text);
    },
  );

  test.each(["-x", "a\0b", "a\nb", ""])("refuses %j as a path", (text) => {
    expect(problemsOf(cluster({ kubeconfig: text }))[0]).toMatch("cluster.kubeconfig: found");
    expect(problemsOf(cluster({ state: text }))[0]).toMatch("cluster.state: found");
  });

  test.each(["Agent", "a_b", "a..b", "-a", "a-", "a".repeat(64)])("refuses %j as a node's name", (name) => {
    expect(problemsOf(cluster({ nodes: [{ name, host: "a" }] }))[0]).toMatch("cluster.nodes[0].name: found");
  });

  test.each(["ftp://x/y", "https://x y", "file:///etc/passwd", "x"])("refuses %j as a source", (channels) => {
    expect(problemsOf(cluster({ sources: { k3s: { channels } } }))[0]).toMatch("sources.k3s.channels: found");
  });

  test.each([0, 65_536, 1.5, "22"])("refuses %j as a port", (port) => {
    expect(problemsOf(cluster({ nodes: [{ name: "a", host: "a", port }] }))[0]).toMatch(
      `accepted: a whole number from 1 to 65535`,
    );
  });
});

test("nodes are named once", () => {
  const nodes = ["a", "b", "a"].map((name) => ({ name, host: name }));
  expect(problemsOf(cluster({ nodes }))[0]).toContain('names that are unique; "a" is there twice');
});

test("digests are pinned by architecture", () => {
  const digests = { amd64: "0".repeat(64) };
  expect(parseConfig(raw(cluster({ sources: { k3s: { digests } } }))).cluster.sources.k3s.digests).toEqual(
    digests,
  );
  expect(problemsOf(cluster({ sources: { k3s: { digests: { amd64: "0" } } } }))[0]).toContain("SHA-256");
  expect(problemsOf(cluster({ sources: { k3s: { digests: { x64: "0".repeat(64) } } } }))[0]).toContain(
    "no such key",
  );
});

describe("planning", () => {
  test("takes an order, holds with reasons, and names of facts", () => {
    const planning = {
      dependsOn: [{ component: "helmrelease/shop/web", on: "longhorn" }],
      hold: [{ component: "flux", reason: "the new one is being tried" }],
      accept: ["range:flux@v2.8.8"],
    };
    expect(parseConfig(raw({ planning })).planning).toEqual(planning);
    expect(problemsOf({ planning: { accept: ["flux"] } })[0]).toMatch("planning.accept[0]: found");
    expect(problemsOf({ planning: { hold: [{ component: "flux", reason: "" }] } })[0]).toMatch("reason");
  });
});

describe("versions", () => {
  test.each(["v1.36.2+k3s1", "v1.36.0-rc1+k3s1", "channel:stable", "channel:v1.35"])("accepts %s", (k3s) => {
    expect(parseConfig(raw({ versions: { k3s } })).versions.k3s).toBe(k3s);
  });

  test.each(["1.36.2+k3s1", "v1.36.2-k3s1", "latest", "channel:", "channel:../x", 1.36, null])(
    "refuses %j",
    (k3s) => {
      expect(problemsOf({ versions: { k3s } })[0]).toMatch("versions.k3s: found");
    },
  );

  test("of the others take a version or a channel, and charts go by patterns", () => {
    const charts = { "helmrelease/shop/*": "channel:latest", grafana: "8.5.1" };
    const versions = { k3s: "channel:stable", flux: "v2.9.1", longhorn: "channel:stable", charts };
    expect(parseConfig(raw({ versions })).versions).toEqual(versions);
    expect(parseConfig(raw({})).versions.charts).toEqual({});
  });

  test.each([
    [{ flux: "newest" }, 'versions.flux: found "newest"'],
    [{ charts: { grafana: "latest" } }, "versions.charts.grafana: found"],
  ])("%j is refused", (over, says) => {
    expect(problemsOf({ versions: { k3s: "channel:stable", ...over } })[0]).toMatch(says);
  });
});

describe("policy", () => {
  test("windows open by days and start, or by cron", () => {
    const window = [
      { days: ["sat", "sun"], start: "03:00", duration: "4h", timeZone: "Europe/Berlin" },
      { cron: "0 3 * * sat", duration: "90m" },
    ];
    expect(parseConfig(raw(policy({ window }))).policy.window).toEqual([
      { days: ["sat", "sun"], start: "03:00", duration: 14_400_000, timeZone: "Europe/Berlin" },
      { cron: "0 3 * * sat", duration: 5_400_000, timeZone: "UTC" },
    ]);
  });

  test.each([
    ["1m", 60_000],
    ["7d", 604_800_000],
  ])("a window may be %s long", (duration, milliseconds) => {
    expect(
      parseConfig(raw(policy({ window: [{ start: "03:00", duration }] }))).policy.window[0]?.duration,
    ).toBe(milliseconds);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ start: "24:00", duration: "1h" }, "a time of day"],
    [{ start: "03:00", duration: "30s" }, "a duration from 1m to 7d"],
    [{ start: "03:00", duration: "8d" }, "a duration from 1m to 7d"],
    [{ start: "03:00", duration: "1h", timeZone: "Mars/Olympus" }, "an IANA time zone"],
    [{ start: "03:00", duration: "1h", days: ["caturday"] }, '"mon", "tue"'],
    [{ cron: "every day", duration: "1h" }, "a cron expression with five fields"],
    [{ cron: "0 99 * * *", duration: "1h" }, "a cron expression with five fields"],
    [{ cron: "* * * * * *", duration: "1h" }, "a cron expression with five fields"],
    [{ cron: "0 3 * * *", start: "03:00", duration: "1h" }, "either cron or start"],
    [{ duration: "1h" }, "either cron or start"],
    [{ cron: "0 3 * * *", days: ["sat"], duration: "1h" }, "days inside the cron expression"],
  ])("refuses the window %j", (window, accepted) => {
    const [line] = problemsOf(policy({ window: [window] }));
    expect(line).toMatch("gitops-updates:policy.window[0]");
    expect(line).toContain(accepted);
  });

  test("acknowledges blockers that may be acknowledged, nothing else", () => {
    expect(
      parseConfig(raw(policy({ acknowledge: ["CGROUP_V1", "BARE_POD"] }))).policy.acknowledge,
    ).toHaveLength(2);
    expect(problemsOf(policy({ acknowledge: ["DOWNGRADE"] }))[0]).toMatch(
      'policy.acknowledge[0]: found "DOWNGRADE"',
    );
    expect(problemsOf(policy({ acknowledge: ["NOPE"] }))[0]).toContain('"BARE_POD"');
  });
});

describe("backup and rollback", () => {
  test("an unencrypted backup must be asked for", () => {
    expect(problemsOf({ backup: { directory: "b" } })[0]).toContain("at least one age recipient");
    const recipient = `age1${"q".repeat(58)}`;
    expect(
      parseConfig(raw({ backup: { directory: "b", recipients: [recipient] } })).backup.recipients,
    ).toEqual([recipient]);
    expect(problemsOf({ backup: { directory: "b", recipients: ["AGE-SECRET-KEY-1"] } })[0]).toContain(
      "an age recipient",
    );
  });

  test("a rollback names a backup unless it is only a patch", () => {
    const to = "v1.35.4+k3s1";
    expect(parseConfig(raw({ rollback: { to, backup: "2026-06-01" } })).rollback).toEqual({
      to,
      backup: "2026-06-01",
    });
    expect(parseConfig(raw({ rollback: { to, class: "patch" } })).rollback?.class).toBe("patch");
    expect(problemsOf({ rollback: { to } })[0]).toMatch("rollback.backup: found nothing");
    expect(problemsOf({ rollback: { to: "channel:stable", class: "patch" } })[0]).toMatch(
      "rollback.to: found",
    );
    expect(problemsOf({ rollback: { to, backup: "../../etc" } })[0]).toMatch("rollback.backup: found");
  });
});

test("hooks are lists of words, never a line for a shell", () => {
  expect(parseConfig(raw({ hooks: { before: [["notify", "a b"]] } })).hooks.before).toEqual([
    ["notify", "a b"],
  ]);
  expect(problemsOf({ hooks: { before: ["notify now"] } })[0]).toContain("a command as a list");
  expect(problemsOf({ hooks: { after: [[]] } })[0]).toContain("at least a name");
  expect(problemsOf({ hooks: { after: [["a\0"]] } })[0]).toContain("without NUL");
});

describe("detection in the cluster", () => {
  const image = `registry.example.org/tools/gitops-updates@sha256:${"9f".repeat(32)}`;
  const inCluster = (over: Record<string, unknown>) => ({ detection: { inCluster: { image, ...over } } });

  test("is absent by default, and reads no Secret unless it is told to", () => {
    expect(parseConfig(raw()).detection.inCluster).toBeUndefined();
    expect(parseConfig(raw(inCluster({}))).detection.inCluster).toEqual({
      image,
      schedule: "0 6 * * *",
      timeZone: "UTC",
      namespace: "gitops-updates",
      createNamespace: true,
      readSecrets: false,
      credentials: [],
      volume: "1Gi",
    });
  });

  test.each([
    ["registry.example.org/gitops-updates:latest"],
    ["gitops-updates"],
    [`gitops-updates@sha256:${"9f".repeat(31)}`],
    [`--privileged@sha256:${"9f".repeat(32)}`],
  ])("an image without its digest is refused: %s", (found) => {
    expect(problemsOf(inCluster({ image: found }))).toEqual([
      expect.stringContaining("inCluster.image: found"),
    ]);
  });

  test.each(["0 6 * * *", "*/15 0-6,22 1 jan-mar MON-fri", "0 6 * * */7"])(
    "takes times that Kubernetes reads: %s",
    (schedule) => {
      expect(parseConfig(raw(inCluster({ schedule }))).detection.inCluster?.schedule).toBe(schedule);
    },
  );

  test.each([
    "0 6 * * 7",
    "0 6 * * 5-7",
    "0 6 L * *",
    "0 6 * * fri#2",
    "0 6 15W * *",
    "0 0 6 * * *",
    "@daily",
  ])("refuses times that it does not: %s", (schedule) => {
    expect(problemsOf(inCluster({ schedule }))).toEqual([
      expect.stringContaining("inCluster.schedule: found"),
    ]);
  });

  test.each([
    ["a folder", { path: "../cluster" }],
    ["an address that needs a key", { url: "git@git.example.org:home/cluster.git" }],
  ])("needs a repository that a pod can read, not %s", (_title, git) => {
    expect(problemsOf({ ...inCluster({}), git })).toEqual([
      expect.stringMatching(/^gitops-updates:git: found .*, accepted: url with https:\/\//),
    ]);
    expect(parseConfig(raw({ git }))).toMatchObject({ git });
  });
});

describe("configJsonSchema", () => {
  type Node = { properties?: Record<string, Node>; items?: Node; description?: string };
  const undescribed = (node: Node, path: string): string[] =>
    Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
      ...(inner.description === undefined ? [`${path}.${key}`] : []),
      ...undescribed(inner, `${path}.${key}`),
      ...undescribed(inner.items ?? {}, `${path}.${key}[]`),
    ]);

  test("describes every key that people may write", () => {
    const schema = configJsonSchema() as Node;
    expect(Object.keys(schema.properties ?? {})).toEqual([
      "cluster",
      "versions",
      "policy",
      "validation",
      "backup",
      "rollback",
      "hooks",
      "inCluster",
      "git",
      "planning",
      "detection",
    ]);
    expect(undescribed(schema, "")).toEqual([]);
  });

  test("shows defaults as they are written", () => {
    const timeout = (configJsonSchema() as Node).properties?.policy?.properties?.nodeTimeout;
    expect(timeout).toMatchObject({ type: "string", default: "10m" });
  });
});

describe("mergeInventory", () => {
  const upper = { name: "home", ssh: { sudo: true }, nodes: [{ name: "a", host: "a" }] };

  test("lies underneath, key by key, lists as a whole", () => {
    const lower = {
      name: "other",
      context: "c",
      ssh: { sudo: false, configFile: "f" },
      nodes: [{ name: "b", host: "b" }],
    };
    expect(mergeInventory(upper, lower)).toEqual({
      name: "home",
      context: "c",
      ssh: { sudo: true, configFile: "f" },
      nodes: [{ name: "a", host: "a" }],
    });
  });

  test("an empty file changes nothing, and alone it is all there is", () => {
    expect(mergeInventory(upper, null)).toBe(upper);
    expect(mergeInventory(undefined, { name: "x" })).toEqual({ name: "x" });
  });

  test("does not hide what is wrong above it", () => {
    expect(mergeInventory("home", { name: "x" })).toBe("home");
  });

  test.each([
    ["a list", []],
    ["a string", "x"],
    ["a number", 5],
  ])("refuses %s", (what, content) => {
    const error = thrownBy(() => mergeInventory(upper, content));
    expect(error).toMatchObject({ code: "INVENTORY_INVALID", message: expect.stringContaining(what) });
  });
});

test("numbers may be as small and as large as they are said to be", () => {
  const edges = { maxUnavailable: 100, stableSamples: 1, crashLoopRestarts: 1 };
  expect(parseConfig(raw(policy(edges))).policy).toMatchObject(edges);
  const backup = (keep: number) => ({ backup: { directory: "b", allowUnencrypted: true, keep } });
  expect(parseConfig(raw(backup(1))).backup.keep).toBe(1);
  expect(problemsOf(backup(0))[0]).toContain("from 1 to 1000");
});

test.each([
  ["maxUnavailbale", ["minUnavailable", "maxUnavailable"], "maxUnavailable"],
  ["cafe", ["cat", "caffeine", "cafes"], "cafes"],
  ["timeOut", ["timeout", "minor"], "timeout"],
  ["polices", ["policy", "backup"], "policy"],
  ["zzz", ["policy", "backup"], null],
  ["x", [], null],
])("nearest to %s among %j is %s", (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected);
});
