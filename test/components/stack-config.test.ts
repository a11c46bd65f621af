import { runtime } from "@pulumi/pulumi";
import { readStackConfig } from "../../components/stack-config";
import { CONFIG_KEYS } from "../../domain/config";

test("every key of the configuration reaches the program, and one that is not set is absent", () => {
  const set = CONFIG_KEYS.filter((key) => key !== "rollback");
  runtime.setAllConfig(Object.fromEntries(set.map((key) => [`gitops-updates:${key}`, `{"is":"${key}"}`])));

  expect(readStackConfig()).toEqual(Object.fromEntries(set.map((key) => [key, { is: key }])));
});
