import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { text } from "node:stream/consumers";
import { type Backend, Balancer } from "../../lab/balancer/balancer";
import { freePort } from "../../lab/process/free-port";

const HOST = "127.0.0.1";
const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A server that says its name and hangs up. */
async function backend(name: string): Promise<Backend & { server: Server }> {
  const server = createServer((socket) => socket.end(name)).listen(0, HOST);
  await once(server, "listening");
  open.push(server);
  return { host: HOST, port: (server.address() as AddressInfo).port, server };
}

async function balance(...backends: Backend[]): Promise<() => Promise<string>> {
  const balancer = new Balancer(backends);
  const port = await freePort(new Set());
  await balancer.listen(HOST, port);
  open.push(balancer);
  return () => text(connect(port, HOST).on("error", () => undefined));
}

it("gives connections to the servers in turn", async () => {
  const ask = await balance(await backend("a"), await backend("b"));

  expect([await ask(), await ask(), await ask(), await ask()]).toEqual(["a", "b", "a", "b"]);
});

it("passes over a server that refuses, and takes it back later", async () => {
  const [a, b] = [await backend("a"), await backend("b")];
  const ask = await balance(a, b);
  a.server.close();

  expect([await ask(), await ask(), await ask()]).toEqual(["b", "b", "b"]);

  a.server.listen(a.port, HOST);
  const seen = new Set<string>();
  for (const deadline = Date.now() + 10_000; !seen.has("a") && Date.now() < deadline; ) seen.add(await ask());
  expect(seen).toContain("a");
});

it("hangs up when nobody is there", async () => {
  const port = await freePort(new Set());
  const ask = await balance({ host: HOST, port });

  expect(await ask()).toBe("");
});
