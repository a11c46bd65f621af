import type { StackConfig } from "../config";
import type { Inventory } from "../facts";
import type { Finding } from "../finding";
import type { Asset } from "../plan";

/** Everything that is judged before the first node is touched. */
export interface PreflightInput {
  readonly inventory: Inventory;
  readonly config: StackConfig;
  /** The version the next stage goes to. */
  readonly target: string;
  /** Not needed to go back: every node keeps its old file. */
  readonly assets: readonly Asset[];
  /** Why the files are not known yet; then their absence says nothing about the release. */
  readonly assetsUnknown?: string | undefined;
  /** Going back is what repairs a broken cluster, so ill health does not forbid it. @default false */
  readonly rollback?: boolean;
}

/** One titled group of judgements; empty is good. */
export type PreflightCheck = (input: PreflightInput) => Finding[];
