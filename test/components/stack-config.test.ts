import { runtime } from "@pulumi/pulumi";
import { readStackConfig } from "../../components/stack-config";

test("every key of the namespace is read as it was written, and none of others", () => {
  runtime.setAllConfig({
    "gitops-updates:versions": '{"k3s":"channel:stable"}',
    "gitops-updates:validation": '{"probes":{"dns":false}}',
    "gitops-updates:inCluster": "true",
    "gitops-updates:misspelt": '"x"',
    "aws:region": "eu-central-1",
  });

  // A misspelt key is refused later with what is accepted; left out here it would be lost without a word.
  expect(readStackConfig()).toEqual({
    versions: { k3s: "channel:stable" },
    validation: { probes: { dns: false } },
    inCluster: true,
    misspelt: "x",
  });
});
