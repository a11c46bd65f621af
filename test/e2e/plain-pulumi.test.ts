import { spawnSync } from "node:child_process";
import { statusOf, versionsIn } from "./helpers/facts";
import { Project } from "./helpers/project";

const BEFORE = "v1.35.4+k3s1";
const AFTER = "v1.36.3+k3s1";

/** The same program through the engine's own command, as somebody who knows Pulumi would run it. */
describe("plain pulumi", () => {
  const project = new Project();
  let environment: Record<string, string> = {};

  const pulumi = (...words: string[]) => {
    const env = { ...project.environment(), ...environment };
    const options = { cwd: project.dir, env, encoding: "utf8", timeout: 280_000 } as const;
    const { status, stdout, stderr } = spawnSync("pulumi", [...words, "--non-interactive"], options);
    if (status !== 0) throw new Error(`pulumi ${words.join(" ")} ended with ${status}\n${stdout}\n${stderr}`);
    return stdout;
  };

  beforeAll(async () => {
    await project.must("lab", "up");
    environment = await project.json<Record<string, string>>("env");
    pulumi("login", environment.PULUMI_BACKEND_URL ?? "");
    pulumi("stack", "init", "test");
  }, 120_000);
  afterAll(() => project.remove(), 60_000);

  test("preview shows the impact analysis and the four resources", () => {
    const said = pulumi("preview", "--stack", "test");

    expect(said).toContain(`lab: k3s ${BEFORE} -> ${AFTER} in one stage`);
    for (const type of ["Staging", "Backup", "Rollout", "HealthGate"])
      expect(said).toContain(`gitops-updates:${type}`);
  }, 120_000);

  test("up upgrades the cluster", async () => {
    pulumi("up", "--yes", "--stack", "test");

    expect(versionsIn(await statusOf(project))).toEqual([AFTER, AFTER, AFTER]);
  }, 300_000);

  test("refresh sees no drift, and afterwards there is nothing to do", () => {
    pulumi("refresh", "--yes", "--stack", "test");
    const changes = JSON.parse(pulumi("preview", "--stack", "test", "--json")) as {
      changeSummary: Record<string, number>;
    };

    expect(Object.keys(changes.changeSummary)).toEqual(["same"]);
  }, 120_000);

  test("a node that was swapped back behind its back is drift that refresh shows", async () => {
    const script =
      "cp $(dirname $(command -v k3s))/.k3s.rollback-* /tmp/k3s-drift-$$ && mv /tmp/k3s-drift-$$ $(command -v k3s)";
    await project.must("lab", "ssh", "agent-1", "--", `${script} && systemctl restart k3s-agent`);
    await project.must(
      "lab",
      "ssh",
      "server-1",
      "--",
      "k3s kubectl wait --for=jsonpath={.status.nodeInfo.kubeletVersion}=v1.35.4+k3s1 node/agent-1 --timeout=60s",
    );

    const said = pulumi("preview", "--stack", "test");

    expect(said).toMatch(/Rollout.*update|update.*Rollout/);
  }, 120_000);

  test("up takes a backup of its own and brings the node back", async () => {
    pulumi("up", "--yes", "--stack", "test");

    expect(versionsIn(await statusOf(project))).toEqual([AFTER, AFTER, AFTER]);
    expect(await project.json<unknown[]>("backup", "list")).toHaveLength(2);
  }, 300_000);

  test("stack history has the update", () => {
    const history = JSON.parse(pulumi("stack", "history", "--stack", "test", "--json")) as {
      kind: string;
      result: string;
    }[];

    expect(history).toContainEqual(expect.objectContaining({ kind: "update", result: "succeeded" }));
  }, 30_000);
});
