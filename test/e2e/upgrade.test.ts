import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { UpgradePlan } from "../../domain/plan";
import { journalOf, startsOf } from "./helpers/facts";
import { Project } from "./helpers/project";
import { setBack } from "./helpers/set-back";

interface Status {
  readonly apiServer: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly version: string;
    readonly unschedulable: boolean;
  }[];
  readonly unfinished: unknown;
}

const BEFORE = "v1.35.4+k3s1";
const AFTER = "v1.36.3+k3s1";

const versions = ({ nodes }: Status): string[] => nodes.map(({ version }) => version);

/** One story in order: every test goes on from the state that the one before left. */
describe("the main job on the embedded cluster", () => {
  const project = new Project();

  beforeAll(() => project.must("lab", "up"), 120_000);
  afterAll(() => project.remove(), 60_000);

  test("preview says what will happen and changes nothing", async () => {
    const plan = await project.json<UpgradePlan>("preview");

    expect(plan.stages.map(({ from, to }) => [from, to])).toEqual([[BEFORE, AFTER]]);
    expect(plan.nodes.map(({ node }) => node)).toEqual(["server-1", "agent-1", "agent-2"]);
    expect(plan.findings.filter(({ severity }) => severity === "blocker")).toEqual([]);
    expect(versions(await project.json<Status>("status"))).toEqual([BEFORE, BEFORE, BEFORE]);
  }, 60_000);

  test("doctor sees what is wrong with a login, also while a connection from before still stands", async () => {
    const knownHosts = join(project.dir, ".lab/default/ssh/known_hosts");
    const examined = async () => {
      const { stdout } = await project.run("doctor", "-o", "json");
      const all = JSON.parse(stdout) as readonly { title: string; ok: boolean; detail: string }[];
      return all.filter(({ title }) => title.startsWith("SSH to"));
    };
    const known = readFileSync(knownHosts, "utf8");
    await project.must("preview");

    writeFileSync(knownHosts, "");
    const unknown = await examined();
    await project.must("preview");
    writeFileSync(knownHosts, known);

    expect(unknown.map(({ detail }) => /SSH_HOST_KEY/.test(detail))).toEqual([true, true, true]);
    expect((await examined()).map(({ ok }) => ok)).toEqual([true, true, true]);
  }, 60_000);

  test("up brings every node and the API server to the target and leaves nothing cordoned", async () => {
    await project.must("up", "--yes");

    const status = await project.json<Status>("status");
    expect(versions(status)).toEqual([AFTER, AFTER, AFTER]);
    expect(status.apiServer).toBe(AFTER);
    expect(status.nodes.filter(({ unschedulable }) => unschedulable)).toEqual([]);
    expect(status.unfinished).toBeNull();
  }, 240_000);

  test("a second up finds nothing to do", async () => {
    const plan = await project.json<UpgradePlan>("preview");
    await project.must("up", "--yes");

    expect(plan.stages).toEqual([]);
  }, 60_000);

  test("a node that was set back by hand is brought to the version again, it alone and after a backup", async () => {
    await setBack(project, "agent-2", BEFORE);
    const starts = ["server-1", "agent-1"].map((node) => startsOf(project, node).length);
    const plan = await project.json<UpgradePlan>("preview");
    const before = journalOf(project).length;
    await project.must("up", "--yes");

    expect(plan.nodes.filter(({ from, to }) => from !== to).map(({ node }) => node)).toEqual(["agent-2"]);
    expect(plan.findings.map(({ code }) => code)).not.toContain("API_OUTAGE");
    expect(versions(await project.json<Status>("status"))).toEqual([AFTER, AFTER, AFTER]);
    expect(["server-1", "agent-1"].map((node) => startsOf(project, node).length)).toEqual(starts);
    const kinds = journalOf(project)
      .slice(before)
      .flatMap(({ kind, outcome }) => (outcome === "done" ? [kind] : []));
    expect(kinds.indexOf("backup")).toBeGreaterThanOrEqual(0);
    expect(kinds.indexOf("backup")).toBeLessThan(kinds.indexOf("cordon"));
  }, 180_000);

  test("a backup was taken before the first change, and it opens", async () => {
    const backups = await project.json<{ manifest: { id: string; apiServerVersion: string } }[]>(
      "backup",
      "list",
    );
    const backup = backups.find(({ manifest }) => manifest.apiServerVersion === BEFORE);

    expect(backups).toHaveLength(2);
    expect(await project.json("backup", "verify", String(backup?.manifest.id))).toMatchObject({
      checked: "content",
    });
  }, 30_000);

  test("rollback --to 0 brings the old version and the old data back", async () => {
    await project.must("lab", "ssh", "server-1", "--", "k3s kubectl create configmap made-after-the-backup");
    await project.must("rollback", "--to", "0", "--yes");

    const status = await project.json<Status>("status");
    expect(versions(status)).toEqual([BEFORE, BEFORE, BEFORE]);
    expect(status.apiServer).toBe(BEFORE);
    const left = await project.run(
      "lab",
      "ssh",
      "server-1",
      "--",
      "k3s kubectl get configmap made-after-the-backup",
    );
    expect(left.stderr + left.stdout).toContain("not found");
  }, 180_000);

  test("the history tells of it", async () => {
    const history = await project.json<{ result: string; versions: Record<string, string> }[]>("history");

    expect(history.map(({ result }) => result)).toEqual(Array(4).fill("succeeded"));
    expect(history.at(-1)?.versions).toMatchObject({ "server-1": BEFORE, "agent-1": BEFORE });
  }, 30_000);
});
