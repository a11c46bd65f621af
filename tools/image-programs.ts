import type { Tool } from "./types";

/** Programs that run in containers of the lab's real nodes; a release of an image is no use without a registry. */
export const IMAGE_PROGRAMS: readonly Tool[] = [
  ownProgram("pause"),
  ownProgram("recorder"),
  ownProgram("volume-folder"),
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
