import { acceptsKubernetes } from "../constraints";
import { knownVersions, sameVersion, stays, withheldBecause } from "./offer";
import type { Candidate, Component, Problem } from "./problem";
import { RULES } from "./rules";
import type { Scheme, Schemes } from "./scheme";

/** Where a component is to be at the end. */
export interface Target {
  /** `null`: wherever it suits the others, which for those that cannot be moved is where they are. */
  readonly version: string | null;
  /** As the policy has it; empty when it says nothing. */
  readonly wanted: string;
  /** Newer versions that a channel would have meant, and why it does not. */
  readonly passedOver: readonly { readonly version: string; readonly because: string }[];
}

const CHANNEL = "channel:";
const LATEST = "latest";

const isMeant = ({ channels }: Candidate, channel: string): boolean =>
  channel === LATEST || channels.includes(channel);

interface Question {
  readonly component: Component;
  readonly problem: Problem;
  readonly scheme: Scheme;
  /** Where Kubernetes is at the end; `null` when that is open. */
  readonly kubernetes: string | null;
}

function speaksAgainst(
  candidate: Candidate,
  { component, problem, scheme, kubernetes }: Question,
): string | null {
  const because = withheldBecause(component, candidate, problem);
  if (because !== null) return because;
  const bump = scheme.bump(component.installed.version, candidate.version);
  const allowed = problem.policy.kinds[component.id] ?? problem.policy.kinds[component.kind];
  if (allowed !== undefined && !allowed.includes(bump)) return `is a ${bump} update, which is not allowed`;
  if (kubernetes === null || acceptsKubernetes(candidate.kubeVersion, kubernetes)) return null;
  return `needs Kubernetes ${candidate.kubeVersion} and the plan ends at ${kubernetes}`;
}

/** A channel means the newest version that the end of the plan allows; nobody goes back because a channel is behind. */
function newestIn(channel: string, question: Question): Omit<Target, "wanted"> {
  const { component, scheme } = question;
  const { version: installed } = component.installed;
  const passedOver: { version: string; because: string }[] = [];
  const newer = knownVersions(component, scheme).filter(
    ({ version }) => scheme.compare(version, installed) > 0,
  );
  for (const candidate of newer.filter((it) => isMeant(it, channel)).reverse()) {
    const because = speaksAgainst(candidate, question);
    if (because === null) return { version: candidate.version, passedOver };
    passedOver.push({ version: candidate.version, because });
  }
  return { version: installed, passedOver };
}

const asListed = (wanted: string, { component, scheme }: Question): string =>
  knownVersions(component, scheme).find(({ version }) => sameVersion(version, wanted))?.version ?? wanted;

function targetOf(question: Question): Target {
  const { component, problem } = question;
  const wanted = problem.policy.desired[component.id] ?? "";
  if (stays(component, problem) !== null || wanted === "") return { version: null, wanted, passedOver: [] };
  if (!wanted.startsWith(CHANNEL)) return { version: asListed(wanted, question), wanted, passedOver: [] };
  return { wanted, ...newestIn(wanted.slice(CHANNEL.length), question) };
}

const endOf = (k3s: Component, { version }: Target, problem: Problem): string | null =>
  stays(k3s, problem) === null ? version : k3s.installed.version;

/** Component -> target. k3s comes first, because it decides which versions a channel may mean for the others. */
export function targetsOf(problem: Problem, all: Schemes): ReadonlyMap<string, Target> {
  const ask = (component: Component, kubernetes: string | null): Target =>
    targetOf({ component, problem, kubernetes, scheme: all[RULES[component.kind].scheme] });
  const k3s = problem.components.find(({ kind }) => kind === "k3s");
  const kubernetes = k3s === undefined ? null : endOf(k3s, ask(k3s, null), problem);
  return new Map(problem.components.map((it) => [it.id, ask(it, it.kind === "k3s" ? null : kubernetes)]));
}
