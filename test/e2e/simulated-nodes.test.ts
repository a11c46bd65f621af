import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startsOf } from "./helpers/facts";
import { allProcesses } from "./helpers/processes";
import { Project } from "./helpers/project";

/** What stands in for a kubelet may end by itself, as no kubelet does; the node that it plays does not notice. */
describe("a kwok that ends by itself", () => {
  const project = new Project();
  const kubectl = (words: string) => project.must("lab", "ssh", "server-1", "--", `k3s kubectl ${words}`);
  const findKwok = (): number | undefined =>
    allProcesses()
      .filter(({ command }) => command.startsWith(join(project.dir, ".lab")))
      .find(({ command }) => command.includes("--manage-single-node=agent-1"))?.pid;

  async function kwokOtherThan(ended?: number): Promise<number> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(200)) {
      const pid = findKwok();
      if (pid !== undefined && pid !== ended) return pid;
    }
    throw new Error("nobody plays agent-1");
  }

  beforeAll(() => project.must("lab", "up", "--nodes", "simulated"), 300_000);
  afterAll(() => project.remove(), 60_000);

  test("is started anew, without a start of its node", async () => {
    const starts = startsOf(project, "agent-1");
    const kwok = await kwokOtherThan();
    process.kill(kwok, "SIGKILL");
    await kwokOtherThan(kwok);

    // Nobody else says of a pod on this node that it is ready.
    const onAgent = `--overrides='{"spec":{"nodeName":"agent-1"}}'`;
    await kubectl(`run played-again --image=none --restart=Never ${onAgent}`);
    await kubectl("wait --for=condition=Ready pod/played-again --timeout=60s");
    expect(startsOf(project, "agent-1")).toEqual(starts);
  }, 120_000);
});
