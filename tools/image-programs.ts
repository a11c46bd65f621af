import type { Tool } from "./types";

/** Programs that run in containers of the lab's real nodes; a release of an image is no use without a registry. */
export const IMAGE_PROGRAMS: readonly Tool[] = [
  ...["pause", "recorder", "volume-folder", "ingress"].map((name) => ownProgram(name, "lab/images/programs")),
  publishedProgram("coredns", "v1.15.0", "github.com/coredns/coredns"),
  publishedProgram(
    "local-path-provisioner",
    "v0.0.30",
    "github.com/rancher/local-path-provisioner",
    "main.VERSION",
  ),
  publishedProgram("kustomize-controller", "v1.9.6", "github.com/fluxcd/kustomize-controller"),
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
function publishedProgram(name: string, version: string, main: string, versionVariable?: string): Tool {
  const variables = versionVariable === undefined ? {} : { [versionVariable]: version };
  return {
    name,
    version,
    executable: name,
    module: { dir: `tools/golang/${name}`, package: main, variables, static: true },
  };
}
