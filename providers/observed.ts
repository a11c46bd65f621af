/** What a resource saw when it was last looked at. */
export interface Observed {
  /** Node -> version that runs. */
  readonly versions: Readonly<Record<string, string>>;
  readonly apiServer: string;
  /** The run for this cluster that was begun and has not ended, `null` when there is none. */
  readonly openRun: string | null;
}

/** Whether a run is still open, or any node, or the API server, does not run the target. */
export function isBehind(target: string, outputs: Readonly<Record<string, unknown>>): boolean {
  const observed = outputs.observed as Observed | undefined;
  if (observed === undefined || observed.openRun !== null) return true;
  return !runsEverywhere(target, observed);
}

/** Every node and the API server run the target. */
export function runsEverywhere(target: string, observed: Observed): boolean {
  return [observed.apiServer, ...Object.values(observed.versions)].every((version) => version === target);
}
