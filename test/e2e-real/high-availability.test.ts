import { ApiLoad } from "../e2e/helpers/api-load";
import { cordonedIn, statusOf, versionsIn } from "../e2e/helpers/facts";
import { Project } from "../e2e/helpers/project";

const BEFORE = "v1.35.4+k3s1";
const AFTER = "v1.36.3+k3s1";
/** A server's restart on a machine that is busy with five nodes at once. */
const ONE_RESTART_MS = 30_000;

const DATABASE = "/var/lib/rancher/k3s/server/db";
/** How many snapshots of etcd lie on a server. */
const SNAPSHOTS = `cd ${DATABASE}/snapshots && ls | wc -l`;
const VOTES = '{range .items[*].status.conditions[?(@.type=="EtcdIsVoter")]}{.status} {end}';

describe("three servers", () => {
  const project = new Project();

  beforeAll(() => project.must("lab", "up", "--nodes", "real", "--servers", "3", "--agents", "2"), 300_000);
  afterAll(() => project.remove(), 60_000);

  test("are upgraded one after the other while the API goes on answering", async () => {
    const load = new ApiLoad((await project.must("lab", "kubeconfig")).trim());
    await load.start();

    await project.must("up", "--yes");
    await load.stop();

    const status = await statusOf(project);
    console.info(JSON.stringify({ reads: load.reads, writes: load.writes }));
    expect(versionsIn(status)).toEqual(Array(5).fill(AFTER));
    expect(cordonedIn(status)).toEqual([]);
    expect(load.reads.longestGapMs).toBeLessThan(ONE_RESTART_MS);
    expect(load.writes.longestGapMs).toBeLessThan(ONE_RESTART_MS);
    expect(await load.stored()).toBeGreaterThanOrEqual(load.confirmed);
  }, 900_000);

  test("have a backup with a snapshot of etcd that is whole, and no snapshot is left on them", async () => {
    const [backup] = JSON.parse(await project.must("backup", "list", "-o", "json"));
    const snapshots = await project.must("lab", "ssh", "server-1", "--", SNAPSHOTS);

    expect(backup.manifest.files.map(({ path }: { path: string }) => path)).toContain("datastore/etcd.tar");
    expect(await project.must("backup", "verify", backup.manifest.id)).toContain("every file compared");
    expect(snapshots.trim()).toBe("0");
  }, 60_000);

  /** Lasts as long as the update: the control plane is built up again from one server. */
  test("go back over the minor: one gets the snapshot and the others join it", async () => {
    const kubectl = (words: string) => project.must("lab", "ssh", "server-1", "--", `k3s kubectl ${words}`);
    await kubectl("create configmap made-since");

    await project.must("rollback", "--to", BEFORE, "--yes");

    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual(Array(5).fill(BEFORE));
    expect(cordonedIn(status)).toEqual([]);
    expect(status.unfinished).toBeNull();
    expect(await kubectl("get configmap made-since --ignore-not-found")).toBe("");
    expect(await kubectl(`get nodes -o jsonpath='${VOTES}'`)).toBe("True True True ");
    const kept = (server: string) => project.must("lab", "ssh", server, "--", `ls ${DATABASE}`);
    expect(await kept("server-1")).toMatch(/^etcd\netcd-old-\d+\n/);
    expect(await kept("server-2")).toMatch(/^before-rollback-.*\netcd\n/);
  }, 900_000);
});
