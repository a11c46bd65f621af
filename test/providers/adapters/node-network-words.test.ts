import { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { NodeShell, Reply } from "../../../domain/ports";
import { openNodeNetwork } from "../../../providers/adapters/node-network";
import { type NodeStream, NotCarried } from "../../../providers/adapters/ssh-stream";

const TARGET = { name: "agent-1", host: "agent-1", sudo: false };
const shell: NodeShell = {
  run: async () => ({ code: 0, stdout: "", stderr: "" }),
  close: () => undefined,
};

/** The stream of an ssh client that ends at once, and whose words are read a moment after its end. */
function endedStream(words: string): NodeStream {
  const stream = new Duplex({
    read() {
      this.push(null);
    },
    write: (_chunk, _encoding, done) => done(),
  });
  const accepted = wait(300).then(() => {
    throw new NotCarried(words);
  });
  accepted.catch(() => undefined);
  return { stream, accepted, close: () => void stream.destroy() };
}

/** Asks a DNS server through clients of the shared connection and of one's own that say this. */
function ask(words: { readonly shared: string; readonly own?: string }): Promise<Reply<readonly string[]>> {
  const settings = { targets: [TARGET], connectTimeoutSeconds: 5 };
  const network = openNodeNetwork(settings, shell, (_settings, _target, _to, connection = "shared") =>
    endedStream(words[connection] ?? ""),
  );
  const question = { name: "kubernetes.default.svc.cluster.local", type: "A" } as const;
  return network.lookUp("agent-1", { host: "10.43.0.10", port: 53 }, question, 10_000);
}

test("the reason is ssh's, even where its words come after the end of the stream", async () => {
  const reply = await ask({
    shared: "Stdio forwarding request failed: Session open refused by peer",
    own: "channel 0: open failed: connect failed: Connection refused",
  });

  expect(reply).toEqual({ failure: "connection refused" });
});

test("a client that ends without a word says nothing about the node", async () => {
  expect(await ask({ shared: "" })).toEqual({ failure: "it hung up without an answer" });
});

test("nor does it accept anything", async () => {
  const settings = { targets: [TARGET], connectTimeoutSeconds: 5 };
  const network = openNodeNetwork(settings, shell, () => endedStream(""));

  expect(await network.connect("agent-1", { host: "10.43.0.10", port: 53 }, 10_000)).toEqual({
    failure: "the connection ended",
  });
});
