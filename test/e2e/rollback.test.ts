import { cordonedIn, journalOf, startsOf, statusOf, versionsIn } from "./helpers/facts";
import { descendants } from "./helpers/processes";
import { type CommandResult, momentIn, Project, resultOf } from "./helpers/project";
import { setBack } from "./helpers/set-back";

const BEFORE = "v1.35.4+k3s1";
const REBUILD = "v1.35.4+k3s2";
const AFTER = "v1.36.3+k3s1";
const ROLLED_BACK = 5;
const UNHEALTHY = 4;
const BLOCKED = 8;

/** A backup, as far as it is listed. */
interface Listed {
  readonly manifest: { readonly nodes: readonly { readonly role: string; readonly dataDir: string }[] };
}

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

  const goTo = (version: string, policies: object = { rollback: { onFailedValidation: "manual" } }): void =>
    project.configure(({ versions, policy }) => {
      Object.assign(versions ?? {}, { k3s: version });
      Object.assign(policy ?? {}, { settleTimeout: "2m" }, policies);
    });

  /** The cluster that is broken on purpose is waited for as long as the one that goes back, and pods take their time. */
  const automatic = (): object => ({
    settleTimeout: real ? "90s" : "15s",
    rollback: { onFailedValidation: "automatic" },
  });
  let real = false;

  beforeAll(async () => {
    await project.must("lab", "up");
    real = (await project.json<{ kind: string }>("lab", "status")).kind === "real";
  }, 180_000);
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

  /** Breaks the cluster after the baseline was taken, and before it is validated as a whole. */
  async function upThatFails(agent: string): Promise<CommandResult> {
    const swaps = () =>
      journalOf(project).filter(
        ({ step, outcome }) => step === `${AFTER}/${agent}/swap` && outcome === "done",
      );
    const before = swaps().length;
    const running = project.run("up", "--yes");
    await momentIn(running, () => swaps().length > before);
    await project.must("lab", "ssh", "server-1", "--", `echo '${DEAD_WEBHOOK}' | k3s kubectl create -f -`);
    return running;
  }

  test("after a failed validation the policy goes back by itself, and the exit code says so", async () => {
    goTo(AFTER, automatic());

    const { code, stdout, stderr } = await upThatFails("agent-1");

    expect(stdout).toContain("WEBHOOK_DOWN");
    expect(stderr).toContain("ROLLED_BACK");
    expect(code).toBe(ROLLED_BACK);
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([BEFORE, BEFORE, BEFORE]);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.unfinished).toBeNull();
  }, 400_000);

  test("where one node alone was behind, the policy undoes nothing, least of all with an older backup", async () => {
    goTo(AFTER);
    await project.must("up", "--yes");
    await project.must("lab", "ssh", "server-1", "--", "k3s kubectl create configmap made-since");
    await setBack(project, "agent-2", BEFORE);
    goTo(AFTER, automatic());

    const { code, stdout, stderr } = await upThatFails("agent-2");

    expect(stdout).toContain("the nodes ran several versions before");
    expect(stderr).toContain("VALIDATION_FAILED");
    expect(code).toBe(UNHEALTHY);
    expect(versionsIn(await statusOf(project))).toEqual([AFTER, AFTER, AFTER]);
    await project.must("lab", "ssh", "server-1", "--", "k3s kubectl get configmap made-since");
    const mend = "k3s kubectl delete validatingwebhookconfiguration dead";
    await project.must("lab", "ssh", "server-1", "--", mend);
    await project.must("up", "--yes");
  }, 400_000);

  test("to a datastore that the server's token does not open is refused, and nothing is touched", async () => {
    goTo(AFTER);
    const [newest] = await project.json<readonly [Listed, ...Listed[]]>("backup", "list");
    const server = newest.manifest.nodes.find(({ role }) => role === "server");
    const token = `${server?.dataDir}/server/token`;
    const onServer = (command: string) => project.must("lab", "ssh", "server-1", "--", command);
    await onServer(`cp -p ${token} ${token}.kept && echo another > ${token}`);

    const { code, stderr } = await project.run("rollback", "--to", BEFORE, "--yes");

    await onServer(`mv ${token}.kept ${token}`);
    expect(stderr).toContain("BACKUP_OTHER_TOKEN");
    expect(code).toBe(BLOCKED);
    expect(versionsIn(await statusOf(project))).toEqual([AFTER, AFTER, AFTER]);
  }, 200_000);

  test("killed while the control plane is stopped, it is taken up again without an API server", async () => {
    goTo(AFTER);
    const known = journalOf(project).length;
    const child = project.start("rollback", "--to", BEFORE, "--yes");
    const ended = resultOf(child);
    const isStopped = () =>
      journalOf(project)
        .slice(known)
        .some(
          ({ kind, node, outcome }) => kind === "stop-service" && node === "server-1" && outcome === "done",
        );
    await momentIn(ended, isStopped);
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
