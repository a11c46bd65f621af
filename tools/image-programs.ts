import type { GoModule, Tool } from "./types";

/**
 * One module pins whatever of the lab is a client of Kubernetes, with the very libraries of k3s-lab v1.36.3: Go compiles
 * these once for all of them.
 */
export const LAB_MODULE = "tools/golang/lab";

/** Programs that run in containers of the lab's real nodes; a release of an image is no use without a registry. */
export const IMAGE_PROGRAMS: readonly Tool[] = [
  ...["pause", "recorder", "volume-folder", "ingress"].map((name) => ownProgram(name, "lab/images/programs")),
  publishedProgram("coredns", "v1.14.2", LAB_MODULE, {
    package: "./coredns",
    variables: {},
    ownSources: true,
  }),
  publishedProgram("local-path-provisioner", "v0.0.30", LAB_MODULE, {
    package: "github.com/rancher/local-path-provisioner",
    variables: { "main.VERSION": "v0.0.30" },
  }),
  publishedProgram("kustomize-controller", "v1.9.6", "tools/golang/kustomize-controller", {
    package: "github.com/fluxcd/kustomize-controller",
    variables: {},
  }),
];

/** A program of ours. Its version is raised when the old and the new one could not live together. */
export function ownProgram(name: string, dir: string): Tool {
  return {
    name,
    version: "v1",
    executable: name,
    module: {
      dir,
      package: `./${name}`,
      variables: {},
      static: true,
      ownSources: true,
    },
  };
}

/** A program of somebody else, built from the module that its makers publish. */
function publishedProgram(
  name: string,
  version: string,
  dir: string,
  main: Pick<GoModule, "package" | "variables" | "ownSources">,
): Tool {
  return { name, version, executable: name, module: { dir, static: true, ...main } };
}
