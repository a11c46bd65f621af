import { type KubeObject, kubeObject } from "../kube-object";
import type { Build } from "../kustomize/build";
import { type GitFinding, gitFinding } from "../report";
import { child, itemsOf, mapScalars, type ScalarValue, scalarOf, type Value } from "../value";

const OPERATOR = "fluxcd.controlplane.io";

export const isResourceSet = ({ group, kind }: KubeObject): boolean =>
  group === OPERATOR && kind === "ResourceSet";

const INPUT = /<<\s*inputs\.([\w.]+)\s*>>/g;

/** A scalar that is one input is written where the input is; what is left in brackets is unknown. */
function filled(scalar: ScalarValue, inputs: Value | undefined): ScalarValue {
  if (!scalar.text.includes("<<")) return scalar;
  const inputNamed = (name: string): ScalarValue | undefined => scalarOf(inputs, ...name.split("."));
  const text = scalar.text.replaceAll(INPUT, (all, name: string) => inputNamed(name)?.text ?? all);
  const unknown = text.includes("<<") ? { unknown: ["inputs"] } : {};
  const sole = /^<<\s*inputs\.([\w.]+)\s*>>$/.exec(scalar.text)?.[1];
  const input = sole === undefined ? undefined : inputNamed(sole);
  if (input !== undefined) return { ...input, ...unknown };
  return { ...scalar, text, composed: true, ...unknown };
}

/** Why not everything that the set makes can be told from Git. */
function limits({ value }: KubeObject): GitFinding[] {
  return ["inputsFrom", "resourcesTemplate"].flatMap((field) => {
    const found = child(value, "spec", field);
    if (found === undefined) return [];
    return [gitFinding("FLUX_RESOURCE_SET", found.at, `spec.${field} is not evaluated.`)];
  });
}

/** The objects of a ResourceSet, once for each of its inputs. */
export function resourceSet(set: KubeObject): Build {
  const inputs = itemsOf(set.value, "spec", "inputs");
  const rounds: readonly (Value | undefined)[] = inputs.length === 0 ? [undefined] : inputs;
  const resources = itemsOf(set.value, "spec", "resources");
  const objects = rounds.flatMap((input) =>
    resources.flatMap((it) => kubeObject(mapScalars(it, (scalar) => filled(scalar, input))) ?? []),
  );
  return { objects, remotes: [], findings: limits(set) };
}
