import { setTimeout as sleep } from "node:timers/promises";
import { cordonedIn, journalOf, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { descendants } from "./helpers/processes";
import { Project } from "./helpers/project";

const BEFORE = "v1.35.4+k3s1";
const REBUILD = "v1.35.4+k3s2";
const AFTER = "v1.36.3+k3s1";
const ROLLED_BACK = 5;

/** A webhook that nobody answers, over a kind that does not exist, so that it disturbs no request. */
const DEAD_WEBHOOK = JSON.stringify({
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "dead" },
  webhooks: [
    {
      name: "dead.example.com",
      failurePolicy: "Fail",
      sideEffects: "None",
      admissionReviewVersions: ["v1"],
      clientConfig: { service: { namespace: "default", name: "nobody" } },
      rules: [
        { apiGroups: ["example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["things"] },
      ],
    },
  ],
});

describe("going back", () => {
  const project = new Project();

  const goTo = (version: string, onFailedValidation = "manual"): void =>
    project.configure(({ versions, policy }) => {
      Object.assign(versions ?? {}, { k3s: version });
      Object.assign(policy ?? {}, { settleTimeout: "15s", rollback: { onFailedValidation } });
    });

  beforeAll(() => project.must("lab", "up"), 180_000);
  afterAll(() => project.remove(), 60_000);

  test("within a minor the old binary is put back node by node and nothing is lost", async () => {
    goTo(REBUILD);
    await project.must("up", "--yes");
    await project.must("lab", "ssh", "server-1", "--", "k3s kubectl create configmap made-after-the-backup");

    const plan = await project.json<{ kind: string }>("rollback", "--to", "0", "--dry-run");
    await project.must("rollback", "--to", "0", "--yes");

    expect(plan.kind).toBe("patch");
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([BEFORE, BEFORE, BEFORE]);
    expect(cordonedIn(status)).toEqual([]);
    await project.must("lab", "ssh", "server-1", "--", "k3s kubectl get configmap made-after-the-backup");
    expect(startsOf(project, "server-1").slice(-2)).toEqual([REBUILD, BEFORE]);
  }, 300_000);

  test("after a failed validation the policy goes back by itself, and the exit code says so", async () => {
    goTo(AFTER, "automatic");
    const running = project.run("up", "--yes");
    // After the baseline was taken, and long before the cluster is validated as a whole.
    const isUnderWay = () =>
      journalOf(project).some(({ step, outcome }) => step === `${AFTER}/agent-1/swap` && outcome === "done");
    while (!isUnderWay()) await sleep(100);
    const inject = `echo '${DEAD_WEBHOOK}' | k3s kubectl create -f -`;
    await project.must("lab", "ssh", "server-1", "--", inject);

    const { code, stdout, stderr } = await running;

    expect(stdout).toContain("WEBHOOK_DOWN");
    expect(stderr).toContain("ROLLED_BACK");
    expect(code).toBe(ROLLED_BACK);
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([BEFORE, BEFORE, BEFORE]);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.unfinished).toBeNull();
  }, 400_000);

  test("killed while the control plane is stopped, it is taken up again without an API server", async () => {
    goTo(AFTER);
    await project.must("up", "--yes");
    const child = project.start("rollback", "--to", BEFORE, "--yes");
    const ended = new Promise((resolve) => child.once("close", resolve));
    const isStopped = () => {
      const last = journalOf(project).findLast(({ kind }) => kind === "stop-service");
      return last?.run.startsWith("rollback") === true && last.node === "server-1" && last.outcome === "done";
    };
    while (!isStopped()) await sleep(20);
    for (const { pid } of [...descendants(child.pid ?? 0), { pid: child.pid ?? 0 }])
      process.kill(pid, "SIGKILL");
    await ended;

    await project.must("rollback", "--to", BEFORE, "--yes");

    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([BEFORE, BEFORE, BEFORE]);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.unfinished).toBeNull();
  }, 400_000);

  test("a version that no backup knows is refused before anything is touched", async () => {
    const { code, stderr } = await project.run("rollback", "--to", "v1.34.1+k3s1", "--yes");

    expect(stderr).toContain("BACKUP_UNKNOWN");
    expect(code).toBe(2);
  }, 60_000);
});
