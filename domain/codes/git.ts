import { blocker, type CodeEntry, info, warning, yielding } from "./entry";

/** What a Git tree says, read as Flux would. */
export const GIT_CODES = {
  GIT_YAML_BROKEN: warning("A YAML document cannot be parsed", "repair it; Flux cannot read it either."),
  GIT_DUPLICATE_KEY: warning("A key stands twice in one map", "keep one of them; the last one was read."),
  GIT_YAML_BOMB: warning("A document is too deep, too large or refers to itself", "write it out plainly."),
  GIT_TEMPLATE: info("A file is a template, not YAML; it is not read"),
  GIT_ENCRYPTED: info("A file is encrypted with SOPS; its values are unknown here"),
  GIT_LINK: info("A symbolic link is not followed; Flux leaves links out as well"),
  GIT_FILE_TOO_LARGE: warning("A file is too large to be read", "split it."),
  GIT_FILE_UNREADABLE: warning("A file or folder cannot be read", "check its rights and that it is UTF-8."),
  GIT_NOT_KUBERNETES: warning(
    "Flux would apply a file that holds no Kubernetes object",
    "add a kustomization.yaml that names the files, or move it.",
  ),
  KUSTOMIZE_MISSING: warning("A kustomization names something that is not there", "correct the path."),
  KUSTOMIZE_CYCLE: warning("Kustomizations include each other in a circle", "break the circle."),
  KUSTOMIZE_DUPLICATE: warning("A kustomization has an object twice", "name it once; kustomize refuses it."),
  KUSTOMIZE_OUTSIDE: warning("A path leads out of the tree", "keep what is built within the repository."),
  KUSTOMIZE_REMOTE: info("A kustomization fetches something from outside; it is not read"),
  KUSTOMIZE_UNSUPPORTED: info("A kustomization uses a field that is not evaluated here"),
  KUSTOMIZE_PATCH_MISSED: warning("A patch changes nothing", "correct its target."),
  FLUX_PATH_MISSING: warning("The path of a Flux Kustomization is not in the tree", "correct spec.path."),
  FLUX_FOREIGN_SOURCE: info("A Flux Kustomization takes its files from elsewhere; they are not read"),
  FLUX_VARIABLE_UNKNOWN: info("The value of a variable is not in the tree"),
  FLUX_DEPENDENCY_MISSING: warning(
    "A dependency of a Flux Kustomization does not exist",
    "correct dependsOn.",
  ),
  FLUX_DEPENDENCY_CYCLE: warning("Flux Kustomizations wait for each other", "break the circle in dependsOn."),
  FLUX_SUSPENDED: info("Reconciliation is suspended; a change in Git does nothing"),
  FLUX_VERSION_UNWRITTEN: warning(
    "Git has Flux' controllers and does not say which version of Flux they are",
    'make "# Flux Version: v2.x.y", the release that they came from, the first line of that file.',
  ),
  FLUX_RESOURCE_SET: info("A part of a ResourceSet cannot be told from Git"),
  CHART_UNRESOLVED: warning("The source of a chart cannot be found", "correct the reference."),
  CHART_NAMESPACE_GUESSED: info("The source of a chart was found by its name only"),
  CHART_MOVES_ITSELF: info("Flux moves a version by itself within a range"),
  CHART_VERSION_UNKNOWN: warning("The version of a chart cannot be read", "write it out."),
  LONGHORN_ROLLBACK: blocker(
    "A failed upgrade of Longhorn would be rolled back, which Longhorn cannot do",
    "set spec.upgrade.remediation.retries to 0 or remove the remediation.",
  ),
  LONGHORN_REINSTALL: blocker(
    "A failed upgrade of Longhorn would uninstall it",
    "set spec.failurePolicy to abort.",
  ),
  GIT_REMOVED_API: yielding(
    "An object in Git uses an API version that the target no longer serves",
    "write the replacement; the edit is proposed.",
  ),
} as const satisfies Record<string, CodeEntry>;
