import type { Crd } from "../../../domain/gitops/api/crds";
import { withKept } from "../../../domain/planning/definitions";

const crd = (kind: string, name: string): Crd => ({
  group: "toys.example.com",
  kind,
  versions: [{ name, served: true, storage: true, deprecated: false, schema: undefined }],
});
const target = (...crds: readonly Crd[]) => ({ crds, controllers: new Map<string, string>() });

test("a kind that the new chart defines is as it defines it, and one that it leaves out stays", () => {
  const installed = target(crd("Gadget", "v1beta1"), crd("Gizmo", "v1beta1"));

  expect(withKept(target(crd("Gadget", "v1")), installed).crds).toEqual([
    crd("Gadget", "v1"),
    crd("Gizmo", "v1beta1"),
  ]);
});
