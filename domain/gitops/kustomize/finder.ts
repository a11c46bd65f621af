import type { FindingCode } from "../../finding-codes";
import type { At } from "../place";
import { type GitFinding, gitFinding } from "../report";
import type { GitTree } from "../tree";
import { isScalar, type ScalarValue, type Value } from "../value";
import { type Entry, entryAt } from "./entry";

/** Something that a kustomization fetches from outside, as it is written. */
export interface Remote {
  readonly url: ScalarValue;
}

/** Follows what kustomizations name, and keeps what is to be said about it. */
export class Finder {
  readonly remotes: Remote[] = [];
  readonly findings: GitFinding[] = [];

  constructor(readonly tree: GitTree) {}

  say(code: FindingCode, at: At | undefined, message: string): void {
    this.findings.push(gitFinding(code, at, message));
  }

  /** What an entry means; where there is nothing to be had, a finding says why. */
  entry(folder: string, item: Value): Entry | null {
    if (!isScalar(item)) return null;
    const entry = entryAt(this.tree, folder, item.text);
    switch (entry.type) {
      case "remote":
        this.remotes.push({ url: item });
        this.say("KUSTOMIZE_REMOTE", item.at, `${item.text} is not read.`);
        break;
      case "outside":
        this.say("KUSTOMIZE_OUTSIDE", item.at, `${item.text} leads out of the tree.`);
        break;
      case "missing":
        this.say("KUSTOMIZE_MISSING", item.at, `there is no ${entry.path}.`);
    }
    return entry;
  }
}
