import { type FactOf, factId } from "./fact";
import { nameOf } from "./names";
import type { NetworkInput } from "./network";
import { withheldBecause } from "./offer";
import type { Candidate, Component } from "./problem";

export function factsOfVersion(
  component: Component,
  candidate: Candidate,
  { problem, schemes }: NetworkInput,
): FactOf[] {
  const { id, kind } = component;
  const { version, kubeVersion, minimumFrom, requires, crds } = candidate;
  const subject = `${nameOf(component)} ${version}`;
  const runs = version === component.installed.version;
  const because = withheldBecause(component, candidate, problem);
  const facts: (FactOf | null)[] = [
    because === null || runs
      ? null
      : { id: factId.withheld(id, version), code: "PLAN_WITHHELD", subject, message: () => because },
    kubeVersion === null || kind === "k3s"
      ? null
      : {
          id: factId.range(id, version),
          code: "PLAN_RANGE",
          subject,
          message: () => `needs Kubernetes ${kubeVersion}${runs ? ", and runs now" : ""}`,
        },
    minimumFrom === null
      ? null
      : {
          id: factId.minimum(id, version),
          code: "PLAN_MINIMUM",
          subject,
          message: () => `is reached from ${minimumFrom} on`,
        },
    {
      id: factId.definitions(id, version),
      code: "PLAN_DEFINITIONS",
      subject,
      message: () =>
        crds === null && kind !== "k3s"
          ? "has definitions that were not read"
          : `serves only some of the API versions in use${kind === "k3s" ? ` (1.${schemes.k3s.parts(version)?.minor})` : ""}`,
    },
    ...requires.map(
      ({ component: on, range }): FactOf => ({
        id: factId.requires(id, version, on),
        code: "PLAN_REQUIRES",
        subject,
        message: () => `needs ${on} ${range}`,
      }),
    ),
  ];
  return facts.filter((it) => it !== null);
}
