import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { connectKubernetes } from "../../../providers/adapters/kubernetes/connection";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

/** An API server that drops the connection at the requests that are named by their number, from 1. */
class DroppingServer {
  readonly folder = tempFolder();
  readonly sockets: Socket[] = [];
  private readonly server: Server;

  constructor(drops: readonly number[]) {
    const [key, cert] = [join(this.folder, "key"), join(this.folder, "cert")];
    const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1`;
    execFileSync("openssl", [...words.split(" "), "-keyout", key, "-out", cert], { stdio: "ignore" });
    this.server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, answer) => {
      this.sockets.push(request.socket);
      if (drops.includes(this.sockets.length)) request.socket.destroy();
      else answer.end(`{"number":${this.sockets.length}}`);
    });
  }

  async start() {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    const kubeconfig = join(this.folder, "kubeconfig");
    const cluster = { server: `https://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
    const config = {
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    return connectKubernetes({ kubeconfig });
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let server: DroppingServer;
afterEach(() => server.close());

test("a kept connection that dies is replaced without a word", async () => {
  server = new DroppingServer([2]);
  const api = await server.start();

  await api({ path: "/one" });
  const answer = await api({ path: "/two" });

  expect(answer).toEqual({ status: 200, body: { number: 3 } });
  expect(server.sockets[1]).toBe(server.sockets[0]);
  expect(server.sockets[2]).not.toBe(server.sockets[0]);
});

test("a new connection that dies is an API server that is away", async () => {
  server = new DroppingServer([1]);
  const api = await server.start();

  expect(await rejectionOf(api({ path: "/one" }))).toMatchObject({
    kind: "waiting",
    code: "API_UNREACHABLE",
  });
  expect(server.sockets).toHaveLength(1);
});
