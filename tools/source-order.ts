import { SOURCE_NAMES, type SourceName } from "./types";

/**
 * Reads the user's choice of sources, such as `cache,build`.
 * @default path,cache,download,build
 */
export function sourceOrder(choice: string | undefined): readonly SourceName[] {
  const names = (choice ?? "").split(",").flatMap((name) => name.trim() || []);
  const unknown = names.filter((name) => !isSourceName(name));
  if (unknown.length > 0) {
    throw new Error(
      `GITOPS_UPDATES_TOOLS names ${unknown.join(", ")}; it may name ${SOURCE_NAMES.join(", ")}.`,
    );
  }
  return names.length === 0 ? SOURCE_NAMES : [...new Set(names.filter(isSourceName))];
}

function isSourceName(name: string): name is SourceName {
  return SOURCE_NAMES.some((known) => known === name);
}
