import type { Target } from "../detect/evidence";
import type { Unknown } from "../listing";

/** Version -> what it defines, or why that is not known; only of versions that were read. */
export type Definitions = ReadonlyMap<string, Target | Unknown>;

/** Nobody takes away what a newer chart no longer defines, so that stays as the installed version has it. */
export function withKept(target: Target, installed: Target): Target {
  const isDefined = ({ group, kind }: Target["crds"][number]): boolean =>
    target.crds.some((it) => it.group === group && it.kind === kind);
  return { ...target, crds: [...target.crds, ...installed.crds.filter((it) => !isDefined(it))] };
}
