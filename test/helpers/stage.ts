import type { Asset } from "../../domain/plan";
import type { Settings } from "../../providers/settings";
import type { FakeEngine, Provider } from "./engine";
import { NEW } from "./fake-world";

const MODULES = { staging: "staging", backup: "backup-resource", rollout: "rollout", gate: "gate" } as const;

/** What a stage is asked for. */
export interface Goal {
  readonly target?: string;
  readonly mode?: "upgrade" | "rollback";
  readonly assets?: readonly Asset[];
  readonly restore?: string;
  readonly permits?: "patch" | "minor";
}

/** One `pulumi up` of a stage: the four resources in their order, each after the one before. */
export function upStage(
  engine: FakeEngine,
  settings: Settings,
  { target = NEW, mode = "upgrade", assets = [], ...goingBack }: Goal,
): Promise<void> {
  const inputs = { settings, target, mode, assets, ...goingBack };
  return engine.up(
    Object.entries(MODULES).map(([name, file]) => [
      name,
      require(`../../providers/${file}`) as Provider,
      inputs,
    ]),
  );
}
