import { type CustomResourceOptions, dynamic, type Input, type Inputs, type Output } from "@pulumi/pulumi";

/**
 * The program's side of the dynamic resources. Only these few constant lines are written into the state: they load
 * the compiled host module when they are called, so mended code also serves resources that exist already, and
 * nothing secret can be captured.
 */
function thinProvider(entry: string): dynamic.ResourceProvider {
  const load = () => {
    const { existsSync } = require("node:fs") as typeof import("node:fs");
    const { join } = require("node:path") as typeof import("node:path");
    // The host's working directory is the folder of the program's `main`, or the project itself.
    const places = [join(process.cwd(), "providers", entry), join(process.cwd(), "bin", "providers", entry)];
    const found = places.find((place) => existsSync(place));
    if (found === undefined) throw new Error(`${entry} is not built; run: npm run build`);
    return require(found);
  };
  return {
    check: (olds, news) => load().check(olds, news),
    diff: (id, olds, news) => load().diff(id, olds, news),
    create: (inputs) => load().create(inputs),
    update: (id, olds, news) => load().update(id, olds, news),
    read: (id, props) => load().read(id, props),
    delete: (id, props) => load().delete(id, props),
  };
}

const MODULE = "gitops-updates";

/** Arguments that every resource takes; see `inputs.ts` for what the host accepts. */
type Desire = Inputs & { settings: Input<object>; target: Input<string>; mode: Input<string> };

/** Verified release files on every node. */
export class Staging extends dynamic.Resource {
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super(
      thinProvider("staging.js"),
      name,
      { ...args, staged: undefined, observed: undefined },
      options,
      MODULE,
      "Staging",
    );
  }
}

/** A verified backup before the first change. */
export class Backup extends dynamic.Resource {
  /** Id and digest of the bundle; `null` when nothing was to be changed. */
  declare readonly backup: Output<{ id: string; sha256: string } | null>;
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super(
      thinProvider("backup-resource.js"),
      name,
      { ...args, backup: undefined, observed: undefined },
      options,
      MODULE,
      "Backup",
    );
  }
}

/** The rolling upgrade itself, or the way back. */
export class Rollout extends dynamic.Resource {
  /** The versions that ran when the rollout was last looked at. */
  declare readonly observed: Output<{ versions: Record<string, string>; apiServer: string }>;
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super(thinProvider("rollout.js"), name, { ...args, observed: undefined }, options, MODULE, "Rollout");
  }
}

/** Created only when the cluster is healthy at the target. */
export class HealthGate extends dynamic.Resource {
  declare readonly checks: Output<string[]>;
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super(
      thinProvider("gate.js"),
      name,
      { ...args, checks: undefined, observed: undefined },
      options,
      MODULE,
      "HealthGate",
    );
  }
}
