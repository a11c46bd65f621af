import { setTimeout as sleep } from "node:timers/promises";
import { startsOf } from "./helpers/facts";
import { Project } from "./helpers/project";

/** After so long, whoever tries again after ever longer pauses is in a pause of up to a minute. */
const OUTAGE_MS = 45_000;
const WATCHED_MS = 20_000;
/** A kubelet renews every 10 s; the rest is for a busy machine. */
const OLDEST_MS = 15_000;
const AGENTS = ["agent-1", "agent-2"];

/** What a kubelet does, the nodes of a lab do, whichever kind they are. */
describe("a control plane that was away for long", () => {
  const project = new Project();
  const onServer = (command: string): Promise<string> =>
    project.must("lab", "ssh", "server-1", "--", command);
  const starts = (): number[] => AGENTS.map((agent) => startsOf(project, agent).length);

  async function ages(): Promise<number[]> {
    const leases = `leases -n kube-node-lease ${AGENTS.join(" ")}`;
    const times = await onServer(`k3s kubectl get ${leases} -o jsonpath='{.items[*].spec.renewTime}'`);
    return times.split(" ").map((time) => Date.now() - Date.parse(time));
  }

  /** The largest age of a lease while it is watched. */
  async function oldest(): Promise<number> {
    let age = 0;
    for (const end = Date.now() + WATCHED_MS; Date.now() < end; await sleep(2_000))
      age = Math.max(age, ...(await ages()));
    return age;
  }

  /** A server that did not stay says in its log why. */
  async function orTell<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw new Error(await onServer("journalctl -u k3s -n 60 -o short-iso"), { cause: error });
    }
  }

  async function untilReady(): Promise<void> {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(500)) {
      const { code } = await project.run("lab", "ssh", "server-1", "--", "k3s kubectl get --raw /readyz");
      if (code === 0) return;
    }
    throw new Error("the API server is not ready");
  }

  beforeAll(async () => {
    await project.must("lab", "up");
  }, 300_000);
  afterAll(() => project.remove(), 60_000);

  test("its agents go on renewing their leases after its return, without a start of their own", async () => {
    const before = starts();
    await onServer("systemctl stop k3s");
    await sleep(OUTAGE_MS);
    await onServer("systemctl start k3s");
    await untilReady();
    // What a lease says at once may still be from before.
    await sleep(OLDEST_MS);

    expect(await orTell(oldest())).toBeLessThan(OLDEST_MS);
    expect(starts()).toEqual(before);
  }, 200_000);
});
