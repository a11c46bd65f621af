/** One command of the demonstration, with the sentence that introduces it. */
export interface Scene {
  readonly title: string;
  readonly words: readonly string[];
  /** Name under which the cluster's status after the scene goes into the report. */
  readonly remember?: string;
  /** An exit code besides 0 that belongs to the story. */
  readonly mayEndWith?: number;
}

export const BEFORE = "v1.35.4+k3s1";
export const AFTER = "v1.36.3+k3s1";

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

/** The main job, from the preview to the way back. */
export const mainJob: readonly Scene[] = [
  { title: "Can everything be reached?", words: ["doctor"] },
  { title: "What would the update do?", words: ["preview"] },
  { title: "Do it: backup, node by node, validation", words: ["up", "--yes"], remember: "upgraded" },
  { title: "Healthy, and at the new version?", words: ["validate", "--version", AFTER] },
  { title: "The record", words: ["history"] },
  { title: "The backups", words: ["backup", "list"] },
  { title: "What would going back cost?", words: ["rollback", "--to", BEFORE, "--dry-run"] },
  { title: "Go back", words: ["rollback", "--to", BEFORE, "--yes"], remember: "rolled back" },
  { title: "Healthy, and at the old version?", words: ["validate", "--version", BEFORE] },
];
