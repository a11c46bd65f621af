import { acceptsKubernetes } from "../constraints";
import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import type { Active } from "./fact";
import type { FactBook } from "./facts";
import { nameOf } from "./names";
import type { NetworkInput } from "./network";
import { stays } from "./offer";
import type { Candidate, Component, Problem } from "./problem";
import { RULES } from "./rules";

function held(component: Component, { problem, targets }: NetworkInput): Finding[] {
  const because = stays(component, problem);
  const wanted = targets.get(component.id)?.wanted ?? "";
  if (because === null || wanted === "" || wanted === component.installed.version) return [];
  const message = `stays at ${component.installed.version}, ${wanted} is wanted: ${because}`;
  return [finding("PLAN_HELD", nameOf(component), message)];
}

const passedOver = (component: Component, { targets }: NetworkInput): Finding[] =>
  (targets.get(component.id)?.passedOver ?? []).map(({ version, because }) =>
    finding("PLAN_PASSED_OVER", `${nameOf(component)} ${version}`, because),
  );

/** Flux and Longhorn always have a range, so none means that it was not found out. */
const rangeUnknown = (component: Component): Finding[] => {
  const { installed, candidates, kind } = component;
  if (kind === "k3s" || kind === "chart") return [];
  const open = ({ kubeVersion }: Candidate): boolean => kubeVersion === null;
  const versions = [...new Set([installed, ...candidates].filter(open).map(({ version }) => version))].sort();
  if (versions.length === 0) return [];
  const message = `no range of Kubernetes is known of ${versions.join(", ")}`;
  return [finding("PLAN_RANGE_UNKNOWN", RULES[kind].title, message)];
};

function brokenBefore(component: Component, { problem }: NetworkInput): Finding[] {
  const k3s = problem.components.find(({ kind }) => kind === "k3s")?.installed.version ?? "";
  const { version, kubeVersion, requires } = component.installed;
  const subject = `${nameOf(component)} ${version}`;
  const kubernetes =
    component.kind === "k3s" || acceptsKubernetes(kubeVersion, k3s)
      ? []
      : [finding("PLAN_BROKEN_BEFORE", subject, `needs Kubernetes ${kubeVersion} and runs on ${k3s}`)];
  const others = requires.flatMap(({ component: on, range }) => {
    const other = problem.components.find(({ id }) => id === on)?.installed.version;
    if (other === undefined || acceptsKubernetes(range, other)) return [];
    return [finding("PLAN_BROKEN_BEFORE", subject, `needs ${on} ${range} and runs beside ${other}`)];
  });
  return [...kubernetes, ...others];
}

/** Facts that the policy accepts, as a filter. */
export const acceptedBy =
  ({ policy }: Problem): Active =>
  (fact) =>
    !policy.accept.includes(fact);

function accepted({ problem }: NetworkInput, book: FactBook): Finding[] {
  const ids = problem.components.map(({ id }) => id);
  return [...new Set(problem.policy.accept)].sort().map((id) => {
    const fact = book.find(id, ids);
    const message = fact === undefined ? "names no fact of this plan" : `${fact.subject} ${fact.message()}`;
    return finding("PLAN_ACCEPTED", id, message);
  });
}

/** What should be known of a problem, whether there is a plan or not. */
export function remarks(input: NetworkInput, book: FactBook): Finding[] {
  const each = input.problem.components.flatMap((it) => [
    ...held(it, input),
    ...brokenBefore(it, input),
    ...passedOver(it, input),
    ...rangeUnknown(it),
  ]);
  return [...accepted(input, book), ...each];
}
