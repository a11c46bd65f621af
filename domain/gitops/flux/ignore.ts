import ignore from "ignore";
import { folderOf } from "../paths";
import type { GitTree } from "../tree";

/** What source-controller leaves out by itself. Only YAML matters here, so its lists of archives and pictures do not. */
const DEFAULTS = [
  ".git/",
  ".github/",
  ".circleci/",
  ".travis.yml",
  ".gitlab-ci.yml",
  "appveyor.yml",
  ".drone.yml",
  "cloudbuild.yaml",
  "codeship-services.yml",
  "codeship-steps.yml",
  "**/.goreleaser.yml",
  "**/.sops.yaml",
  "**/.flux.yaml",
];

export type IsIgnored = (path: string) => boolean;

/** `spec.ignore` of a GitRepository takes the place of the defaults; `.sourceignore` files are added to either. */
export function ignoredIn(tree: GitTree, specIgnore: string | undefined): IsIgnored {
  const root = ignore({ allowRelativePaths: true }).add(specIgnore ?? DEFAULTS);
  const nested = [...tree.ignores].map(([path, text]) => ({
    folder: folderOf(path),
    rules: ignore({ allowRelativePaths: true }).add(text),
  }));
  const inFolder = (path: string): boolean =>
    nested.some(({ folder, rules }) => {
      if (folder !== "" && !path.startsWith(`${folder}/`)) return false;
      return rules.ignores(folder === "" ? path : path.slice(folder.length + 1));
    });
  return (path) => path !== "" && (root.ignores(path) || inFolder(path));
}
