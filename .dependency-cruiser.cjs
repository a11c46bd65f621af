// The arrows of the house as a test: who may import whom. AGENTS.md draws the same picture.
const room = (name) => `^${name}/`;

/** @param {string} from @param {string[]} allowed rooms besides its own */
const only = (from, allowed) => ({
  name: `${from}-imports-only-${["itself", ...allowed].join("-")}`,
  severity: "error",
  from: { path: room(from) },
  to: {
    path: "^(cli|components|demo|bench|detection|domain|lab|providers|report|tools|validation)/|^index\\.ts$",
    pathNot: [from, ...allowed].map(room),
  },
});

/** @param {string} library @param {string} home */
const livesIn = (library, home) => ({
  name: `${library.replaceAll(/\W+/g, "-")}-has-one-home`,
  severity: "error",
  comment: "A foreign library is met in one place, so that it can be replaced in one place.",
  from: { pathNot: home },
  to: { path: `^node_modules/${library}(/|$)` },
});

module.exports = {
  forbidden: [
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    only("domain", []),
    only("validation", ["domain"]),
    only("detection", ["domain"]),
    only("report", ["domain"]),
    only("providers", ["domain", "detection", "validation"]),
    only("components", ["domain", "detection", "providers", "report"]),
    only("tools", []),
    only("lab", ["domain", "tools"]),
    {
      name: "domain-is-pure",
      severity: "error",
      comment: "Deciding is pure: no I/O, no engine. node:crypto hashes.",
      from: { path: room("domain") },
      to: {
        path: ["^node_modules/@", "^(fs|net|http|https|child_process|os|path)$"],
        pathNot: "^node_modules/@types",
      },
    },
    {
      name: "resources-load-their-work-late",
      severity: "error",
      comment: "A preview asks the provider host for check and diff alone, and waits for what it loads.",
      from: { path: "^providers/(staging|backup-resource|rollout|gate|host|inputs|observed)\\.ts$" },
      to: {
        path: [
          "^providers/(session|run|world)\\.ts$",
          "^providers/(work|k3s|backup|adapters)/",
          "^(detection|validation)/",
        ],
        dynamic: false,
      },
    },
    livesIn("@dagrejs/dagre", "^report/map-svg\\.ts$"),
    livesIn("@kubernetes/client-node", "^providers/adapters/kubernetes/(kubeconfig|load-library)\\.ts$"),
    livesIn("age-encryption", "^(providers/backup/seal|lab/age-key)\\.ts$"),
    livesIn("cli-table3", "^report/table\\.ts$"),
    livesIn("cockatiel", "^providers/adapters/retry\\.ts$"),
    livesIn("commander", "^(cli|lab)/"),
    livesIn("croner", "^domain/window\\.ts$"),
    livesIn("ignore", "^domain/gitops/flux/ignore\\.ts$"),
    livesIn("js-yaml", "^detection/(sources/yaml|git-tree/(convert|documents|scalars))\\.ts$"),
    livesIn("dns-packet", "^providers/adapters/dns-question\\.ts$"),
    livesIn("picocolors", "^(cli/output/style|lab/.*)\\.ts$"),
    livesIn("simple-git", "^providers/adapters/git[a-z-]*\\.ts$"),
    livesIn("@pulumi/command", "^components/hooks\\.ts$"),
    livesIn("@pulumi/kubernetes", "^components/kubernetes-plugin\\.ts$"),
    livesIn("semver", "^(domain/|tools/|cli/engine\\.ts$)"),
    livesIn("ssh2", "^lab/"),
    livesIn("@pulumi/pulumi", "^(index\\.ts|cli|components|providers/shell|tools/launchers)"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(bin|test)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};
