import type { NodeKind } from "../lab/state";

/** One command of the demonstration, with the sentence that introduces it. */
export interface Scene {
  readonly title: string;
  readonly words: readonly string[];
  /** Name under which the cluster's status after the scene goes into the report. */
  readonly remember?: string;
  /** An exit code besides 0 that belongs to the story. */
  readonly mayEndWith?: number;
  /** What the scene is called in the report when clients use the cluster meanwhile, as they do on real nodes. */
  readonly chapter?: string;
  /** Requests are expected to fail meanwhile, and why. */
  readonly outage?: string;
}

export const BEFORE = "v1.35.4+k3s1";
export const AFTER = "v1.36.3+k3s1";

/** The target version is built meanwhile, so the lab does not wait for it. */
export const start = (nodes: NodeKind | undefined): Scene => ({
  title: "Start the embedded cluster",
  words: ["lab", "up", "--mirror", BEFORE, ...(nodes === undefined ? [] : ["--nodes", nodes])],
});

export const startAnew: Scene = {
  title: "The cluster is past the beginning of the story: make it anew",
  words: ["lab", "reset", "--k3s-version", BEFORE],
};

export const stop: Scene = { title: "Stop the cluster (--keep leaves it up)", words: ["lab", "down"] };

/** What needs neither engine nor target version. */
export const firstLook: readonly Scene[] = [
  { title: "The cluster as it is", words: ["status"], remember: "before" },
  { title: "Is it healthy?", words: ["validate"] },
];

/** Shown while the target is still being built: the plan is there, and says that one thing is missing. */
export const earlyPreview: Scene = {
  title: "What would the update do? (its file is still being built)",
  words: ["preview"],
  mayEndWith: 8,
};

const wayBack = ["rollback", "--to", BEFORE, "--yes"];

/** A way back that was interrupted leaves k3s stopped, so nothing else can be done before it has ended. */
export const finishWayBack: Scene = {
  title: "An earlier run was interrupted on its way back: finish that",
  words: wayBack,
};

/** The main job, from the preview to the way back. */
export const mainJob: readonly Scene[] = [
  { title: "Can everything be reached?", words: ["doctor"] },
  { title: "What would the update do?", words: ["preview"] },
  {
    title: "Do it: backup, node by node, validation",
    words: ["up", "--yes"],
    remember: "upgraded",
    chapter: "Upgrade",
  },
  { title: "Healthy, and at the new version?", words: ["validate", "--version", AFTER] },
  { title: "The record", words: ["history"] },
  { title: "The backups", words: ["backup", "list"] },
  { title: "What would going back cost?", words: ["rollback", "--to", BEFORE, "--dry-run"] },
  {
    title: "Go back",
    words: wayBack,
    remember: "rolled back",
    chapter: "Rollback",
    outage: "the old datastore knows other pods, so every pod is replaced at once",
  },
  { title: "Healthy, and at the old version?", words: ["validate", "--version", BEFORE] },
];
