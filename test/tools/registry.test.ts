import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutRoot } from "../../tools/checkout";
import { goBuildArgs } from "../../tools/go-build";
import { kubernetesVersion } from "../../tools/k3s-file";
import { findTool, TOOLS } from "../../tools/registry";
import { forThisPlatform } from "../../tools/sources/download";

describe.each(TOOLS.map((tool) => [`${tool.name} ${tool.version}`, tool] as const))("%s", (_, tool) => {
  const dir = join(checkoutRoot(), tool.module.dir);
  const modfile = tool.module.modfile ?? "go.mod";

  test("has its modules pinned in the checkout", () => {
    const required = readFileSync(join(dir, modfile), "utf8").includes("require");
    expect(existsSync(join(dir, modfile.replace(/mod$/, "sum")))).toBe(required);
  });

  test("fills every blank in the addresses of its release", () => {
    const release = tool.release && forThisPlatform(tool.release, tool.version, "linux", "x64");
    expect(`${release?.url} ${release?.checksums}`).not.toMatch(/[{}]|vv/);
  });

  test("is built reproducibly from pinned sources", () => {
    const args = goBuildArgs(tool.module, "/out/tool");
    expect(args).toEqual(
      expect.arrayContaining(["-mod=readonly", "-trimpath", "-buildvcs=false", "-o=/out/tool"]),
    );
  });
});

describe("finding a tool", () => {
  test("takes the first of several versions unless one is named", () => {
    expect(findTool("k3s-lab").version).toBe("v1.36.3");
    expect(findTool("k3s-lab", "v1.35.4").module.modfile).toBe("v1.35.4.mod");
  });

  test("says which versions there are", () => {
    expect(() => findTool("k3s-lab", "v1.20.0")).toThrow("there are k3s-lab v1.36.3, k3s-lab v1.35.4");
  });

  test("publishes nothing for a platform without a release", () => {
    const { release } = findTool("kine");
    expect(release && forThisPlatform(release, "v0.17.5", "darwin", "arm64")).toBeUndefined();
  });
});

describe("the Kubernetes version of a k3s version", () => {
  test("leaves out the rebuild number", () => {
    expect(kubernetesVersion("v1.35.4+k3s12")).toBe("v1.35.4");
  });

  test.each(["v1.35.4", "1.35.4+k3s1", "v1.35+k3s1", "v1.35.4+k3s0"])("%s is refused", (version) => {
    expect(() => kubernetesVersion(version)).toThrow(/is no k3s version/);
  });
});
