import {
  CustomResource,
  type CustomResourceOptions,
  type Input,
  type Inputs,
  type Output,
} from "@pulumi/pulumi";

/** What the engine's provider host calls; the host module decides what each does. */
interface Shell {
  check(olds: unknown, news: unknown): unknown;
  diff(id: string, olds: unknown, news: unknown): unknown;
  create(inputs: unknown): unknown;
  update(id: string, olds: unknown, news: unknown): unknown;
  read(id: string, props: unknown): unknown;
  delete(id: string, props: unknown): unknown;
}

/**
 * The provider as it is written into the state, so it may use nothing from outside of itself. It loads the compiled
 * host module when it is called: mended code also serves resources that exist already.
 */
function shell(entry: string): Shell {
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

/** The form in which the engine's provider host takes a dynamic provider: a module that exports `handler`. */
const textOf = (entry: string): string =>
  `exports.handler = () => (${shell.toString()})(${JSON.stringify(entry)});`;

const MODULE = "gitops-updates";

/**
 * A dynamic resource whose provider is text from the start. Pulumi's own `dynamic.Resource` would make the same of a
 * function, and load a TypeScript compiler and a package analyser for it: a second and a hundred megabytes in each run.
 */
abstract class ThinResource extends CustomResource {
  constructor(type: string, entry: string, name: string, props: Inputs, options?: CustomResourceOptions) {
    const provided = { ...props, __provider: textOf(entry) };
    super(`pulumi-nodejs:dynamic/${MODULE}:${type}`, name, provided, options);
  }
}

/** Arguments that every resource takes; see `inputs.ts` for what the host accepts. */
type Desire = Inputs & { settings: Input<object>; target: Input<string>; mode: Input<string> };

/** Verified release files on every node. */
export class Staging extends ThinResource {
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super("Staging", "staging.js", name, { ...args, staged: undefined, observed: undefined }, options);
  }
}

/** A verified backup before the first change. */
export class Backup extends ThinResource {
  /** Id and digest of the bundle; `null` when nothing was to be changed. */
  declare readonly backup: Output<{ id: string; sha256: string } | null>;
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super("Backup", "backup-resource.js", name, { ...args, backup: undefined, observed: undefined }, options);
  }
}

/** The rolling upgrade itself, or the way back. */
export class Rollout extends ThinResource {
  /** The versions that ran when the rollout was last looked at. */
  declare readonly observed: Output<{ versions: Record<string, string>; apiServer: string }>;
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super("Rollout", "rollout.js", name, { ...args, observed: undefined }, options);
  }
}

/** Created only when the cluster is healthy at the target. */
export class HealthGate extends ThinResource {
  declare readonly checks: Output<string[]>;
  constructor(name: string, args: Desire, options?: CustomResourceOptions) {
    super("HealthGate", "gate.js", name, { ...args, checks: undefined, observed: undefined }, options);
  }
}
