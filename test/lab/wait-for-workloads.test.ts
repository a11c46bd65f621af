import { writeFileSync } from "node:fs";
import { waitForWorkloads } from "../../lab/workloads";
import { kubectlAnswers, makeTestLab, type TestLab } from "./test-lab";

jest.setTimeout(60_000);

const SWITCHED_ON = new Date("2026-11-29T12:00:00.700Z");
const BEFORE = "2026-11-29T11:30:00Z";
const SINCE = "2026-11-29T12:00:00Z";

interface Seen {
  readonly node: string;
  readonly ready: boolean;
  readonly startedAt: string;
}

const pods = (seen: readonly Seen[]): string =>
  JSON.stringify({
    items: seen.map(({ node, ready, startedAt }, at) => ({
      metadata: { name: `web-${at}`, namespace: "shop" },
      spec: { nodeName: node },
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
        containerStatuses: [{ state: { running: { startedAt } } }],
      },
    })),
  });

describe("waiting for the workloads of a lab", () => {
  let test: TestLab;
  const answer = (...answers: readonly (readonly Seen[])[]): void => {
    const commands = answers.map((seen) => `echo '${pods(seen)}'`);
    writeFileSync(test.node("server-1").binary, kubectlAnswers(commands), { mode: 0o755 });
  };
  const waitedFor = async (switchedOn: readonly string[]): Promise<string[]> => {
    const said: string[] = [];
    const nodes = new Set(switchedOn);
    await waitForWorkloads(test.lab, (text) => said.push(text), { at: SWITCHED_ON, nodes });
    return said;
  };

  beforeEach(async () => {
    test = await makeTestLab();
  });
  afterEach(() => test.remove());

  it("a pod that is Ready from before its node was switched on is waited for", async () => {
    const [stale, gone, back] = [
      { node: "agent-1", ready: true, startedAt: BEFORE },
      { node: "agent-1", ready: false, startedAt: SINCE },
      { node: "agent-1", ready: true, startedAt: SINCE },
    ];
    answer([stale], [gone], [back]);
    expect(await waitedFor(["agent-1"])).toEqual(["waiting for 1: shop/web-0"]);
  });

  it("on a node that was on all the time it may have begun whenever", async () => {
    answer([{ node: "server-1", ready: true, startedAt: BEFORE }]);
    expect(await waitedFor(["agent-1"])).toEqual([]);
  });

  it("the second in which the node was switched on counts as since", async () => {
    answer([{ node: "agent-1", ready: true, startedAt: SINCE }]);
    expect(await waitedFor(["agent-1"])).toEqual([]);
  });
});
