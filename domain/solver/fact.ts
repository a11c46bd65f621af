import type { FindingCode } from "../finding-codes";

/**
 * Everything that may forbid something, by a name that people can accept in the policy. A plan is impossible because
 * of some of these facts, and a step stands where it stands because of some of them.
 */
export const factId = {
  desired: (component: string) => `desired:${component}`,
  /** The component cannot be moved: its source is unknown, or somebody holds it. */
  stays: (component: string) => `stays:${component}`,
  rule: (component: string, rule: string) => `rule:${component}/${rule}`,
  kinds: (component: string) => `kinds:${component}`,
  range: (component: string, version: string) => `range:${component}@${version}`,
  definitions: (component: string, version: string) => `definitions:${component}@${version}`,
  withheld: (component: string, version: string) => `withheld:${component}@${version}`,
  minimum: (component: string, version: string) => `minimum:${component}@${version}`,
  requires: (component: string, version: string, on: string) => `requires:${component}@${version}/${on}`,
  order: (component: string, on: string) => `order:${component}/${on}`,
  use: (place: string, component: string, id: string) => `${place}:${component}/${id}`,
} as const;

export type FactId = string;

/** Decides which facts count; searching for the reason of an impossible plan takes them away one by one. */
export type Active = (fact: FactId) => boolean;

export interface Refusal {
  readonly fact: FactId;
  /** Reads as the end of "not yet, because ...". */
  readonly says: () => string;
}

/** Something that is so, and that may be in the way of a plan. */
export interface Fact {
  readonly id: FactId;
  readonly component: string;
  readonly code: FindingCode;
  readonly subject: string;
  /** A sentence without its end. */
  readonly message: () => string;
}

export type FactOf = Omit<Fact, "component">;
