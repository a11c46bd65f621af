import { type UseId, useSet } from "./api-use";
import type { Definitions } from "./definitions";

/** Where API versions are met: written in Git, on live objects, and in `status.storedVersions`. */
export type Place = "git" | "live" | "stored";
export const PLACES: readonly Place[] = ["git", "live", "stored"];

export type ApiState = Readonly<Record<Place, readonly UseId[]>>;

export const NO_USES: ApiState = { git: [], live: [], stored: [] };

export const apiKey = ({ git, live, stored }: ApiState): string =>
  [git, live, stored].map((ids) => ids.join(",")).join(";");

const accepts: Readonly<Record<Place, (definitions: Definitions, id: UseId) => boolean>> = {
  git: (definitions, id) => definitions.serves(id),
  live: (definitions, id) => definitions.knows(id),
  stored: (definitions, id) => definitions.keeps(id),
};

export interface InTheWay {
  readonly place: Place;
  readonly id: UseId;
}

const isNothing = ({ git, live, stored }: ApiState): boolean =>
  git.length === 0 && live.length === 0 && stored.length === 0;

/** What a version that is to be installed could not live with. */
export function inTheWay(state: ApiState, next: Definitions): InTheWay[] {
  if (isNothing(state)) return [];
  return PLACES.flatMap((place) =>
    state[place].filter((id) => !accepts[place](next, id)).map((id) => ({ place, id })),
  );
}

/** Once a definition is applied, the API server counts its storage version among the stored ones. */
export const afterUpdate = (state: ApiState, installed: Definitions): ApiState =>
  installed.stores.length === 0
    ? state
    : { ...state, stored: useSet([...state.stored, ...installed.stores]) };

/** Everything in Git is written in the highest version that is served. */
export const afterEdit = (state: ApiState, installed: Definitions): ApiState => ({
  ...state,
  git: useSet(state.git.map((id) => installed.rewrites(id))),
});

/** Every object is written once more; what Git applies in another version comes back with its next reconciliation. */
export const afterMigration = (state: ApiState, installed: Definitions): ApiState => ({
  ...state,
  live: useSet(state.live.map((id) => (state.git.includes(id) ? id : (installed.settles(id) ?? id)))),
  stored: useSet(state.stored.map((id) => installed.settles(id) ?? id)),
});

/** Leaves out what no version on the way has anything against. */
export const onlyEndangered = (state: ApiState, versions: readonly Definitions[]): ApiState => {
  if (isNothing(state)) return NO_USES;
  const endangered = (place: Place): readonly UseId[] =>
    state[place].filter((id) => versions.some((definitions) => !accepts[place](definitions, id)));
  return { git: endangered("git"), live: endangered("live"), stored: endangered("stored") };
};
