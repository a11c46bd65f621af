import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { waitForNodes } from "../../lab/wait";
import { eventually, fakeK3s, kubectlAnswers, makeTestLab, type TestLab } from "./test-lab";

jest.setTimeout(60_000);

const WITHIN_MS = 2_000;
const NODES = Array.from({ length: 10 }, (_, at) => `node-${at}`);

const REFUSED = "echo 'The connection to the server was refused' >&2; exit 1";

function readyNodes(names: readonly string[]): string {
  const items = names.map((name) => ({
    metadata: { name },
    spec: {},
    status: {
      nodeInfo: { kubeletVersion: "v1.36.3+k3s1" },
      conditions: [{ type: "Ready", status: "True" }],
    },
  }));
  return `echo '${JSON.stringify({ items })}'`;
}

describe("waiting for the nodes of a lab", () => {
  let test: TestLab;
  const answer = (...answers: string[]) =>
    writeFileSync(test.node("server-1").binary, kubectlAnswers(answers), { mode: 0o755 });
  const wait = (names: readonly string[], detail: (text: string) => void = () => undefined) =>
    waitForNodes(test.lab, names, detail, WITHIN_MS);
  const asked = () => Number(readFileSync(join(dirname(test.node("server-1").binary), "asked"), "utf8"));

  beforeEach(async () => {
    test = await makeTestLab();
    await test.boot("server-1");
  });
  afterEach(() => test.remove());

  it("nodes that become Ready one after the other get longer in all than one of them may take", async () => {
    const states = NODES.map((_, at) => readyNodes(NODES.slice(0, at + 1)));
    answer(...states.flatMap((state) => [state, state]));
    const started = Date.now();
    await wait(NODES);
    expect(Date.now() - started).toBeGreaterThan(WITHIN_MS);
    expect(asked()).toBe(2 * NODES.length - 1);
  });

  it("the last node that is missing is named, and the wait ends", async () => {
    answer(readyNodes(["a"]), readyNodes(["a", "b"]));
    const details: string[] = [];
    await expect(wait(["a", "b", "c"], (text) => details.push(text))).rejects.toThrow(
      "still not after 2 s: not Ready: c",
    );
    expect(details).toContain("waiting for c");
  });

  it("an API server that goes away in the meantime is borne", async () => {
    answer(readyNodes(["a"]), REFUSED, REFUSED, readyNodes(["a", "b"]));
    await wait(["a", "b"]);
    expect(asked()).toBe(4);
  });

  it("one that stays away ends the wait with what it said", async () => {
    answer(REFUSED);
    await expect(wait(["a"])).rejects.toThrow("still not after 2 s: kubectl get: The connection");
  });

  it("a server that keeps crashing ends it at once, with its last words", async () => {
    const { root, unit, binary } = test.node("server-1");
    writeFileSync(binary, fakeK3s("v1.36.3+k3s1"), { mode: 0o755 });
    writeFileSync(join(root, `etc/systemd/system/${unit}.env`), "CRASH=1\n");
    await test.ssh("server-1", `systemctl --no-block restart ${unit}`);
    await eventually(async () => {
      const shown = await test.ssh("server-1", `systemctl show ${unit} --property=NRestarts --value`);
      return Number(shown.stdout) >= 2;
    });
    await expect(wait(["a"])).rejects.toThrow(/keeps crashing.*level=fatal msg=crashed/s);
  });
});
