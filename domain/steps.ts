/**
 * Everything a run ever does, as data. `idempotent` steps may simply be done again after a crash; before an
 * `observe-first` step is repeated one must look whether it had happened, because doing it twice does harm.
 */
export const STEP_KINDS = {
  preflight: "idempotent",
  lock: "idempotent",
  "stage-binary": "idempotent",
  backup: "observe-first",
  cordon: "idempotent",
  drain: "idempotent",
  swap: "observe-first",
  restart: "observe-first",
  "wait-ready": "idempotent",
  recover: "idempotent",
  settle: "idempotent",
  uncordon: "idempotent",
  validate: "idempotent",
  unlock: "idempotent",
  "restore-binary": "observe-first",
  "stop-service": "idempotent",
  "start-service": "idempotent",
  // k3s is stopped until its result is known, and the data that is put in is the same.
  "restore-datastore": "idempotent",
  // Removing the data of a server that has joined again would break the restored cluster.
  "clear-datastore": "observe-first",
  "wait-member": "idempotent",
} as const;

export type StepKind = keyof typeof STEP_KINDS;
export type Repeat = (typeof STEP_KINDS)[StepKind];

export interface Step {
  /** Stable over runs: `v1.36.3+k3s1/agent-1/drain`; `cluster` stands for the whole cluster. */
  readonly id: string;
  /** `null` is the whole cluster. */
  readonly node: string | null;
  readonly kind: StepKind;
  /** What is done, as a person would say it. */
  readonly title: string;
  readonly repeat: Repeat;
}

/** `scope` is the version that is gone to, or `rollback/<version>`. */
export function makeStep(scope: string, node: string | null, kind: StepKind, title: string): Step {
  return { id: `${scope}/${node ?? "cluster"}/${kind}`, node, kind, title, repeat: STEP_KINDS[kind] };
}
