import type { Project } from "./project";

/**
 * Puts an agent's old file back, as somebody would who finds it beside the new one and does not know of `rollback`; waits
 * until the API knows.
 */
export async function setBack(project: Project, agent: string, version: string): Promise<void> {
  const swap = `cd "$(dirname "$(command -v k3s)")" && cp .k3s.rollback-${version} old && mv old k3s`;
  await project.must("lab", "ssh", agent, "--", `${swap} && systemctl restart k3s-agent`);
  const known = `--for=jsonpath='{.status.nodeInfo.kubeletVersion}'=${version} --timeout=60s`;
  await project.must("lab", "ssh", "server-1", "--", `k3s kubectl wait node/${agent} ${known}`);
}
