import type { ClusterView } from "../../domain/detect/cluster-view";
import type { GitSeen } from "../../domain/detect/components";
import { isUpdateError } from "../../domain/errors";
import type { Finding } from "../../domain/finding";
import { finding, findingOf } from "../../domain/finding-codes";
import { type GitView, gitView } from "../../domain/gitops/view";
import { readClusterView } from "../cluster-view";
import { readGitTree } from "../git-tree";
import type { DetectRequest, DetectWorld, GitFolder } from "./types";

/** What is there, on both sides, and what of it could not be seen. */
export interface Looked {
  readonly cluster: ClusterView | null;
  readonly git: GitSeen | null;
  readonly findings: readonly Finding[];
}

async function lookAtCluster({ cluster, progress }: DetectWorld): Promise<Omit<Looked, "git">> {
  if (cluster === null) return { cluster: null, findings: [] };
  progress("looking at the cluster");
  try {
    const view = await readClusterView(cluster);
    return { cluster: view, findings: view.findings };
  } catch (error) {
    // A cluster that is away does not hide what Git says; a mistake of ours is one.
    if (!isUpdateError(error)) throw error;
    return { cluster: null, findings: [findingOf("CLUSTER_UNKNOWN", "cluster", error)] };
  }
}

const trimmed = (folder: string): string => folder.replace(/^\.?\/+|\/+$/g, "");

/** Only what belongs to one cluster of the repository. */
function onlyCluster(view: GitView, folder: string): GitView {
  const wanted = trimmed(folder);
  return {
    ...view,
    clusters: view.clusters.filter((it) => trimmed(it.folder) === wanted && it.applied),
    charts: view.charts.filter(({ cluster }) => trimmed(cluster.folder) === wanted && cluster.applied),
  };
}

function choose(view: GitView, { cluster }: GitFolder): { view: GitView; findings: Finding[] } {
  const folders = view.clusters.filter(({ applied }) => applied).map(({ folder }) => folder || ".");
  if (cluster === null) {
    const said = `it has ${folders.join(", ")}`;
    const several = folders.length > 1 ? [finding("GIT_CLUSTER_UNCHOSEN", "repository", said)] : [];
    return { view, findings: several };
  }
  const chosen = onlyCluster(view, cluster);
  if (chosen.clusters.length > 0) return { view: chosen, findings: [] };
  const said = `there is no cluster ${cluster}; it has ${folders.join(", ") || "none"}`;
  return { view: chosen, findings: [finding("GIT_UNKNOWN", "repository", said)] };
}

async function lookAtGit(git: GitFolder | null, world: DetectWorld): Promise<Omit<Looked, "cluster">> {
  if (git === null) return { git: null, findings: [] };
  world.progress(`reading ${git.location}`);
  try {
    const tree = await readGitTree(git.folder);
    const { view, findings } = choose(gitView(tree, git.remote), git);
    return { git: { tree, view }, findings: [...findings, ...view.findings] };
  } catch (error) {
    if (!isUpdateError(error) || error.kind === "usage") throw error;
    return { git: null, findings: [findingOf("GIT_UNKNOWN", "repository", error)] };
  }
}

/** Looks at both sides; one that is away is a finding. */
export async function lookAround(request: DetectRequest, world: DetectWorld): Promise<Looked> {
  const [cluster, git] = await Promise.all([lookAtCluster(world), lookAtGit(request.git, world)]);
  return {
    cluster: cluster.cluster,
    git: git.git,
    findings: [...request.findings, ...cluster.findings, ...git.findings],
  };
}
