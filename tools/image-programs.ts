import type { Tool } from "./types";

/** Programs that run in containers of the lab's real nodes; a release of an image is no use without a registry. */
export const IMAGE_PROGRAMS: readonly Tool[] = [
  ownProgram("pause"),
  ownProgram("recorder"),
  ownProgram("volume-folder"),
  ownProgram("ingress"),
  publishedProgram("coredns", "v1.15.0", "github.com/coredns/coredns"),
  publishedProgram(
    "local-path-provisioner",
    "v0.0.30",
    "github.com/rancher/local-path-provisioner",
    "main.VERSION",
  ),
  publishedProgram("kustomize-controller", "v1.9.6", "github.com/fluxcd/kustomize-controller"),
];

/** A program of ours. Its version is raised when pods of the old and the new one could not live together. */
function ownProgram(name: string): Tool {
  return {
    name,
    version: "v1",
    executable: name,
    module: {
      dir: "lab/images/programs",
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
