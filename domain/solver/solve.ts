import { usage } from "../errors";
import { finding } from "../finding-codes";
import { arrange } from "./arrange";
import { minimalCore } from "./core";
import { Course } from "./course";
import type { Active, Fact } from "./fact";
import { FactBook, isAcceptable } from "./facts";
import { lighterFirst } from "./lighter-first";
import type { Network, NetworkInput } from "./network";
import { NetworkBuilder } from "./network-builder";
import { normalised } from "./normalise";
import type { Problem } from "./problem";
import { reasonsOf } from "./reasons";
import { acceptedBy, remarks } from "./remarks";
import { schemes } from "./scheme";
import type { Taken } from "./search";
import type { NoPlan, Solution, SolvedPlan } from "./solved-plan";
import { stagesOf } from "./stages";
import { solvedStep } from "./steps";
import { targetsOf } from "./target";

interface Ready {
  readonly input: NetworkInput;
  readonly builder: NetworkBuilder;
  readonly book: FactBook;
  readonly active: Active;
}

function checkAccepted({ policy }: Problem): void {
  const never = policy.accept.find((id) => !isAcceptable(id));
  if (never === undefined) return;
  const next =
    "take it out of the policy; accepted are ranges, minimums, withheld versions, orders and uses.";
  throw usage("SOLVER_INPUT_INVALID", `"${never}" cannot be accepted.`, next);
}

function ready(given: Problem): Ready {
  checkAccepted(given);
  const all = schemes();
  const problem = normalised(given, all);
  const input = { problem, schemes: all, targets: targetsOf(problem, all) };
  return {
    input,
    builder: new NetworkBuilder(input),
    book: new FactBook(input),
    active: acceptedBy(problem),
  };
}

function planOf(found: readonly Taken[], network: Network, { input, book, active }: Ready): SolvedPlan {
  const { problem } = input;
  const steps = lighterFirst(found, network);
  const course = new Course(network, steps);
  const context = { course, active, book };
  const solved = steps.map((_, at) => solvedStep(course, at, problem, input.schemes, reasonsOf(context, at)));
  const k3s = problem.components.find(({ kind }) => kind === "k3s")?.id ?? "";
  const moves = problem.components.flatMap(({ id, installed }) => {
    const to = course.textBefore(id, steps.length);
    return to === installed.version ? [] : [{ component: id, from: installed.version, to }];
  });
  return { stages: stagesOf(solved, course, k3s), moves, findings: remarks(input, book) };
}

/** Components first, so that hundreds of charts which have nothing to do with it are gone after a few questions. */
function coreOf({ builder, book, active }: Ready): Fact[] {
  const impossible = (facts: readonly Fact[]): boolean => {
    const counted = new Set(facts.map(({ id }) => id));
    const only = new Set(facts.map(({ component }) => component));
    return arrange(builder.build((fact) => active(fact) && counted.has(fact), only)) === "impossible";
  };
  const culprits = minimalCore(book.all(), (some) => impossible(some.flat()));
  return minimalCore(culprits.flat(), impossible);
}

function noPlan(from: Ready): NoPlan {
  const core = coreOf(from);
  const findings = core.map(({ id, code, subject, message }) => {
    const found = finding(code, subject, message());
    if (!isAcceptable(id)) return found;
    return { ...found, next: `${found.next.replace(/\.$/, "")}, or accept "${id}".` };
  });
  return { core: core.map(({ id }) => id), findings: [...findings, ...remarks(from.input, from.book)] };
}

function tooLarge(from: Ready): NoPlan {
  const found = finding("PLAN_TOO_LARGE", "plan", "has more states than are searched");
  return { core: [], findings: [found, ...remarks(from.input, from.book)] };
}

/**
 * One order for everything that is to be updated, in which every rule holds after every step: the shortest there is,
 * and among the shortest the safest (see `cost.ts`). Or the fewest facts that together forbid any.
 */
export function solve(problem: Problem): Solution {
  const from = ready(problem);
  const network = from.builder.build(from.active);
  const found = arrange(network);
  if (found === "impossible") return { none: noPlan(from) };
  if (found === "too-large") return { none: tooLarge(from) };
  return { plan: planOf(found.steps, network, from) };
}
