import { detect } from "../../../detection/detect";
import { planFor } from "../../../detection/plan";
import { writeTree } from "../../helpers/git-tree";
import { foreign, of, request, world } from "./foreign";

/** One release of it, and an object on the version that its next one no longer serves. */
const toys = (url: string, upgrade: string) =>
  request(url, {
    only: "toys",
    git: {
      folder: writeTree({
        "toys.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: repo, namespace: shop }
spec: { url: "${url}charts" }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: toys, namespace: shop }
spec:
  ${upgrade}
  chart: { spec: { chart: toys, version: 2.0.0, sourceRef: { kind: HelmRepository, name: repo } } }
---
apiVersion: toys.example.com/v1beta1
kind: Gadget
metadata: { name: top, namespace: shop }
`,
      }),
      location: "home.git",
      remote: null,
      cluster: null,
    },
  });

describe("a chart that defines kinds", () => {
  test("names the objects that its new definitions no longer serve, with the edit for each", async () => {
    const { url } = await foreign();
    const { report } = await detect(toys(url, "upgrade: { crds: CreateReplace }"), world({ cluster: null }));

    expect(of(report, "helmrelease/shop/toys")).toMatchObject({
      available_version: "2.1.0",
      status: "blocked",
      breaking_changes: [],
      removed_apis: [
        {
          target: "toys 2.1.0",
          api_version: "toys.example.com/v1beta1",
          kind: "Gadget",
          place: { file: "toys.yaml" },
          edit: { replace: "toys.example.com/v1" },
        },
      ],
    });
  });

  test.each([
    ["", "Skip"],
    ["upgrade: { crds: Create }", "Create"],
  ])("says that they stay as they are with %p", async (upgrade, policy) => {
    const { url } = await foreign();
    const { report } = await detect(toys(url, upgrade), world({ cluster: null }));

    expect(of(report, "helmrelease/shop/toys")).toMatchObject({
      status: "update",
      removed_apis: [],
      breaking_changes: [
        { kind: "definitions", text: expect.stringContaining(`HelmRelease shop/toys is ${policy}`) },
      ],
    });
  });
});

describe("the order of a chart's versions", () => {
  const stepsOf = async (upgrade: string): Promise<string[]> => {
    const { url } = await foreign();
    const asked = { ...toys(url, upgrade), only: null };
    const around = world();
    const wish = { versions: { k3s: "v1.33.4+k3s1", charts: { toys: "channel:latest" } }, all: false };
    const planning = { dependsOn: [], hold: [], accept: [] };
    const found = await detect(asked, around);
    const { solution } = await planFor(found, { places: asked.places, wish, planning }, around);
    if (!("plan" in solution)) throw new Error(JSON.stringify(solution));
    return solution.plan.stages.flatMap(({ steps }) =>
      steps.map(({ action, from, to }) => `${action} ${from} ${to}`),
    );
  };

  test("has the edit in front of the definitions that need it", async () => {
    expect(await stepsOf("upgrade: { crds: CreateReplace }")).toEqual([
      "edit 2.0.0 2.0.0",
      "update 2.0.0 2.1.0",
    ]);
  });

  test("has no edit where nobody touches the definitions", async () => {
    expect(await stepsOf("")).toEqual(["update 2.0.0 2.1.0"]);
  });
});
