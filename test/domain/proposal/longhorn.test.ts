import { wantedManifests } from "../../../domain/proposal/wanted-manifests";
import { codesOf, inputOf, linesOf, proposed, step } from "./fixtures";

const longhorn = (over = {}) =>
  step({ component: "longhorn", kind: "longhorn", from: "v1.9.2", to: "v1.10.2", bump: "minor", ...over });

const DEFINITION = `---
# Source: longhorn/templates/crds.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: volumes.longhorn.io
  labels:
    app.kubernetes.io/version: VERSION
spec:
  group: longhorn.io
  names:
    kind: Volume
  versions:
  - name: v1beta2
    served: true
    storage: true
`;

const WORKLOADS = `---
# Source: longhorn/templates/daemonset-sa.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: longhorn-manager
  namespace: longhorn-system
spec:
  template:
    spec:
      containers:
      - name: longhorn-manager
        image: longhornio/longhorn-manager:VERSION
        resources: {}
---
# Source: longhorn/templates/deployment-driver.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: longhorn-driver-deployer
  namespace: longhorn-system
spec:
  template:
    spec:
      initContainers:
      - name: wait-longhorn-manager
        image: longhornio/longhorn-manager:VERSION
      containers:
      - name: longhorn-driver-deployer
        image: longhornio/longhorn-manager:VERSION
`;

/** A release as it is published as deploy/longhorn.yaml, with one more object from 1.10 on. */
function release(version: string): string {
  const added = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: longhorn-ui-service-account\n";
  const text = (DEFINITION + WORKLOADS).replaceAll("VERSION", version);
  return version === "v1.9.2" ? text : text + added;
}

const FILE = "clusters/home/longhorn/longhorn.yaml";
const manifests = {
  "longhorn v1.9.2": { text: release("v1.9.2") },
  "longhorn v1.10.2": { text: release("v1.10.2") },
};

test("a copied longhorn.yaml is made anew as a whole, with what was changed in it", async () => {
  const own = release("v1.9.2").replace(
    "resources: {}",
    "resources:\n          limits:\n            memory: 1Gi",
  );
  const input = await inputOf({ [FILE]: own }, [longhorn()]);
  expect(wantedManifests(input)).toEqual([
    { kind: "longhorn", version: "v1.9.2" },
    { kind: "longhorn", version: "v1.10.2" },
  ]);

  const { commits, findings } = await proposed({ [FILE]: own }, [longhorn()], { manifests });

  expect(findings).toEqual([]);
  expect(commits[0]?.title).toBe("Longhorn v1.9.2 -> v1.10.2");
  const after = commits[0]?.files.map((it) => it.after).join("") ?? "";
  expect(after).not.toContain("v1.9.2");
  expect(after.match(/longhorn-manager:v1\.10\.2/g)).toHaveLength(3);
  expect(after).toContain("name: longhorn-ui-service-account");
  expect(after).toMatch(/limits:\n\s+memory: 1Gi/);
  expect(commits[0]?.body).toContain(
    "- Carried over: DaemonSet longhorn-system/longhorn-manager: spec.template.spec.containers[longhorn-manager].resources.limits:",
  );
});

test("a manifest that was taken apart is for a person", async () => {
  const workloads = WORKLOADS.replaceAll("VERSION", "v1.9.2");
  const proposal = await proposed({ [FILE]: workloads }, [longhorn()], { manifests });

  expect(proposal.commits).toEqual([]);
  expect(proposal.findings).toMatchObject([
    {
      code: "PROPOSAL_BY_HAND",
      subject: FILE,
      message: expect.stringContaining("only a part of the install manifest of Longhorn"),
    },
  ]);
});

test("an image that a kustomization sets is no manifest that could be made anew", async () => {
  const files = {
    [FILE]: release("v1.9.1"),
    "clusters/home/longhorn/kustomization.yaml":
      "resources: [longhorn.yaml]\nimages:\n- name: longhornio/longhorn-manager\n  newTag: v1.9.2\n",
  };
  const proposal = await proposed(files, [longhorn()], { manifests });

  expect(linesOf(proposal)).toEqual([]);
  expect(codesOf(proposal)).toEqual(["PROPOSAL_BY_HAND"]);
  expect(proposal.findings[0]?.message).toContain("the rest of the manifest belongs to it");
});
