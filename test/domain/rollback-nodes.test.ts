import { nodesGoingBack } from "../../domain/rollback-nodes";
import { thrownBy } from "./fixtures";

const server = { node: "server-1", role: "server" } as const;
const agents = ["agent-1", "agent-2"].map((node) => ({ node, role: "agent" }) as const);
const backup = [server, ...agents];

test("all nodes of a cluster that is as it was go back", () => {
  expect(nodesGoingBack(backup, ["agent-2", "server-1", "agent-1"])).toEqual(backup);
});

test("an agent that has left since is left out", () => {
  expect(nodesGoingBack(backup, ["server-1", "agent-2"])).toEqual([server, agents[1]]);
});

test.each([
  ["a node that joined since", ["server-1", "agent-1", "agent-2", "agent-3"], "agent-3"],
  ["a server that is gone", ["agent-1", "agent-2"], "server-1"],
])("%s is refused and named", (_what, configured, name) => {
  expect(thrownBy(() => nodesGoingBack(backup, configured))).toMatchObject({
    kind: "blocked",
    code: "BACKUP_OTHER_NODES",
    message: expect.stringContaining(name),
  });
});
