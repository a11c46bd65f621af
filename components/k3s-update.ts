import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Hooks } from "../domain/config/hooks";
import type { Asset } from "../domain/plan";
import type { Settings } from "../providers/settings";
import { Backup, HealthGate, Rollout, Staging } from "../providers/shell";
import { declareHooks } from "./hooks";
import { declareRunMarker } from "./run-marker";

export interface K3sUpdateArgs {
  /** How the cluster is reached and how careful the update is. */
  readonly settings: Settings;
  /** The version that this stage brings every node to. */
  readonly target: Input<string>;
  /** `rollback` goes back to `target`. @default "upgrade" */
  readonly mode?: "upgrade" | "rollback";
  /** With which backup, and what may be lost by it; only for a rollback. */
  readonly goingBack?: { readonly restore?: string; readonly permits?: "patch" | "minor" };
  /** Commands of the user's own before the first and after the last node. @default none */
  readonly hooks?: Hooks;
  /** Also keep an object in the cluster that shows the run. @default false */
  readonly inCluster?: boolean;
  /** Release files, pinned by digest. @default [] when nothing is to be done */
  readonly assets?: readonly Asset[];
}

/** One stage of a k3s update: files staged, backup taken, nodes rolled, health proven, each after the one before. */
export class K3sUpdate extends ComponentResource {
  /** The versions that ran when the rollout was last looked at. */
  readonly observed: Output<{ versions: Record<string, string>; apiServer: string }>;
  /** The backup that was taken before the first change. */
  readonly backup: Output<{ id: string; sha256: string } | null>;
  /** The checks that proved the cluster healthy. */
  readonly checks: Output<string[]>;

  constructor(name: string, args: K3sUpdateArgs, options?: ComponentResourceOptions) {
    super("gitops-updates:component:K3sUpdate", name, {}, options);
    const { settings, target, mode = "upgrade", assets = [] } = args;
    const common = { settings, target, mode };
    const files = { ...common, assets: [...assets] };
    const { restore, permits } = args.goingBack ?? {};
    const named = restore === undefined ? {} : { restore };
    const goal = { ...files, ...named, ...(permits === undefined ? {} : { permits }) };

    const before = declareHooks("before", args.hooks?.before ?? [], { parent: this, target });
    const staging = new Staging(`${name}-staging`, files, { parent: this, dependsOn: before });
    const backup = new Backup(`${name}-backup`, common, { parent: this, dependsOn: [staging] });
    const rollout = new Rollout(`${name}-rollout`, goal, { parent: this, dependsOn: [backup] });
    const health = new HealthGate(
      `${name}-health`,
      { ...common, ...named },
      { parent: this, dependsOn: [rollout] },
    );

    declareHooks("after", args.hooks?.after ?? [], { parent: this, target, dependsOn: [health] });
    if (args.inCluster === true) {
      const { kubernetes } = settings;
      declareRunMarker({ parent: this, kubernetes, target, backup: backup.backup, dependsOn: [health] });
    }

    this.observed = rollout.observed;
    this.backup = backup.backup;
    this.checks = health.checks;
    this.registerOutputs({ observed: this.observed, backup: this.backup, checks: this.checks });
  }
}
