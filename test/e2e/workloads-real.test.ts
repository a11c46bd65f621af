import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { checkoutRoot } from "../../tools/checkout";
import { resolveTool } from "../../tools/resolve";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } } & Partial<PodSpec>;
}

interface PodSpec {
  readonly containers: { readonly image: string; readonly imagePullPolicy?: string }[];
}

let kubectl: string;
beforeAll(async () => {
  kubectl = (await resolveTool("k3s-lab")).file;
}, 900_000);

/** What `kubectl apply --kustomize` would apply. */
function rendered(folder: string): Manifest[] {
  const text = execFileSync(kubectl, ["kubectl", "kustomize", join(checkoutRoot(), folder)], {
    encoding: "utf8",
  });
  return parseAllDocuments(text).map((document) => document.toJS());
}

const nameOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

test("real nodes get everything that simulated ones have, by the same names", () => {
  const names = new Set(rendered("lab/workloads-real").map(nameOf));

  expect(
    rendered("lab/workloads")
      .map(nameOf)
      .filter((name) => !names.has(name)),
  ).toEqual([]);
});

test("no container of real nodes needs a registry", () => {
  const pods = rendered("lab/workloads-real").flatMap(({ spec }) => spec?.template?.spec ?? spec ?? []);
  const containers = pods.flatMap(({ containers }) => containers ?? []);

  expect(containers.length).toBeGreaterThan(9);
  for (const { image, imagePullPolicy } of containers) {
    expect([image, imagePullPolicy]).toEqual([expect.stringMatching(/^lab\.local\//), "Never"]);
  }
});
