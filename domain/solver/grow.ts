import { withoutAlike } from "./alike";
import {
  type ApiState,
  afterEdit,
  afterMigration,
  afterUpdate,
  apiKey,
  NO_USES,
  onlyEndangered,
  type Place,
} from "./api-state";
import { useSet } from "./api-use";
import { type Definitions, definitionsOf, kubernetesDefinitions } from "./definitions";
import { factId, type Refusal } from "./fact";
import { eachHopRefusal, mayHop, refusedObjects, refusedUnread, type Version } from "./hops";
import type { Action, LocalQuestion, LocalState, Move } from "./local-state";
import { onTheWay } from "./offer";
import { needsDefinitions } from "./own";
import type { Candidate } from "./problem";
import { RULES } from "./rules";
import { NO_DOWNGRADE } from "./rules/common";
import type { Parts } from "./scheme";

/** Only what is installed can be unreadable, and then it stays. */
const UNREADABLE: Parts = { text: "", major: 0, minor: 0, patch: 0 };

function versionsOf(question: LocalQuestion): Version[] {
  const { component, target, scheme, problem, active } = question;
  const version = (candidate: Candidate): Version => {
    const parts = scheme.parts(candidate.version) ?? UNREADABLE;
    const definitions = component.kind === "k3s" ? kubernetesDefinitions(parts) : definitionsOf(candidate);
    return { candidate, text: candidate.version, parts, definitions };
  };
  const usable = onTheWay(component, target.version, scheme, problem, active);
  return withoutAlike(usable, [component.installed.version, target.version], question).map(version);
}

function startOf(versions: readonly Version[], { component, uses, active }: LocalQuestion): ApiState {
  const counted = (place: Place) => uses[place].filter((id) => active(factId.use(place, component.id, id)));
  const installed = versions.find(({ text }) => text === component.installed.version);
  const stored = useSet([...counted("stored"), ...(installed?.definitions.stores ?? [])]);
  return { git: counted("git"), live: counted("live"), stored };
}

/** How many newer versions a stop could be made at; the target is never stale. */
const stalenessOf = (versions: readonly Version[], { target }: LocalQuestion): number[] =>
  versions.map(({ text }, i) => (text === target.version ? 0 : versions.length - 1 - i));

/** Grows the states of one component from where it is. */
export class Grower {
  readonly versions: readonly Version[];
  readonly states: LocalState[] = [];
  readonly moves: Move[][] = [];
  private readonly known = new Map<string, number>();
  private readonly stale: readonly number[];
  private readonly definitions: readonly Definitions[];
  /** Half of all hops go back, and every kind of component has the rule against it. */
  private readonly forward: boolean;
  private readonly defines: boolean;

  constructor(private readonly question: LocalQuestion) {
    this.versions = versionsOf(question);
    this.stale = stalenessOf(this.versions, question);
    const { component, uses, active } = question;
    this.definitions = this.versions.map(({ definitions }) => definitions);
    this.forward = active(factId.rule(component.id, NO_DOWNGRADE));
    this.defines = needsDefinitions(component, uses !== NO_USES);
    const start = this.versions.findIndex(({ text }) => text === component.installed.version);
    this.place(start, startOf(this.versions, question));
    for (let state = 0; state < this.states.length; state++) this.grow(state);
  }

  /** The state's index, made if it is new. */
  private place(version: number, apis: ApiState): number {
    const endangered = onlyEndangered(apis, this.definitions);
    // Most components have no objects at stake, and hundreds of them are grown.
    const key = endangered === NO_USES ? String(version) : `${version};${apiKey(endangered)}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    this.known.set(key, this.states.length);
    this.moves.push([]);
    return this.states.push({ version, apis: endangered }) - 1;
  }

  private grow(from: number): void {
    const state = this.states[from];
    const here = state === undefined ? undefined : this.versions[state.version];
    if (state === undefined || here === undefined) return;
    if (state.apis !== NO_USES) {
      this.add(from, "edit", state.version, afterEdit(state.apis, here.definitions), 0);
      this.add(from, "migrate", state.version, afterMigration(state.apis, here.definitions), 0);
    }
    for (let index = this.forward ? state.version + 1 : 0; index < this.versions.length; index++) {
      const next = this.versions[index];
      if (next !== undefined && next !== here) this.update(from, state, here, index, next);
    }
  }

  private update(from: number, { apis }: LocalState, here: Version, index: number, next: Version): void {
    const { scheme, active, component } = this.question;
    const bump = scheme.bump(here.text, next.text);
    if (!mayHop(here, next, bump, this.question, active) || this.isRefused(apis, next)) return;
    const { minor, patch } = RULES[component.kind].weights;
    const weight = bump === "minor" || bump === "major" ? minor : patch;
    this.add(from, "update", index, afterUpdate(apis, next.definitions), weight);
  }

  private add(from: number, action: Action, version: number, apis: ApiState, weight: number): void {
    const to = this.place(version, apis);
    const stale = action === "update" ? (this.stale[version] ?? 0) : 0;
    if (to !== from) this.moves[from]?.push({ to, action, weight, stale });
  }

  private isRefused(apis: ApiState, next: Version): boolean {
    // The usual case by far: nothing is at stake.
    if (apis === NO_USES && !this.defines) return false;
    return this.refusedForObjects(apis, next).some(({ fact }) => this.question.active(fact));
  }

  private refusedForObjects(apis: ApiState, next: Version): Refusal[] {
    if (this.question.component.unknown !== null) return [];
    return [
      ...refusedUnread(next, this.defines, this.question),
      ...refusedObjects(apis, next, this.question),
    ];
  }

  /** What speaks against an update, for people. */
  refusals(state: LocalState, version: number): Refusal[] {
    const [here, next] = [this.versions[state.version], this.versions[version]];
    if (here === undefined || next === undefined) return [];
    const found: Refusal[] = [];
    const bump = this.question.scheme.bump(here.text, next.text);
    eachHopRefusal(here, next, bump, this.question, (fact, says) => found.push({ fact, says }));
    return [...found, ...this.refusedForObjects(state.apis, next)];
  }
}
