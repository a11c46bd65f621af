import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { connectKubernetes } from "../../../providers/adapters/kubernetes/connection";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

/** What a server does with the request of this number, from 1. */
type Act = (request: IncomingMessage, answer: ServerResponse, number: number) => void;

const drops =
  (...numbers: readonly number[]): Act =>
  (request, answer, number) => {
    if (numbers.includes(number)) request.socket.destroy();
    else answer.end(`{"number":${number}}`);
  };

/** An API server that speaks TLS and nothing else that is true. */
class OddServer {
  readonly folder = tempFolder();
  readonly sockets: Socket[] = [];
  private readonly server: Server;

  constructor(act: Act) {
    const [key, cert] = [join(this.folder, "key"), join(this.folder, "cert")];
    const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1`;
    execFileSync("openssl", [...words.split(" "), "-keyout", key, "-out", cert], { stdio: "ignore" });
    this.server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, answer) => {
      this.sockets.push(request.socket);
      act(request, answer, this.sockets.length);
    });
  }

  async start(user: object = {}) {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    const kubeconfig = join(this.folder, "kubeconfig");
    const cluster = { server: `https://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
    const config = {
      clusters: [{ name: "c", cluster }],
      users: [{ name: "u", user }],
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

let server: OddServer | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

test("a kept connection that dies is replaced without a word", async () => {
  server = new OddServer(drops(2));
  const api = await server.start();

  await api({ path: "/one" });
  const answer = await api({ path: "/two" });

  expect(answer).toEqual({ status: 200, body: { number: 3 } });
  expect(server.sockets[1]).toBe(server.sockets[0]);
  expect(server.sockets[2]).not.toBe(server.sockets[0]);
});

test("an answer that the server packs is unpacked, and asked for packed", async () => {
  let accepted: unknown;
  server = new OddServer((request, answer) => {
    accepted = request.headers["accept-encoding"];
    answer.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync('{"items":["ä"]}'));
  });
  const api = await server.start();

  expect(await api({ path: "/list" })).toEqual({ status: 200, body: { items: ["ä"] } });
  expect(accepted).toBe("gzip");
});

test.each([
  ["packed badly", Buffer.from("no gzip")],
  ["cut in the middle", gzipSync('{"items":[]}').subarray(0, 12)],
])("an answer that is %s is none", async (_, content) => {
  server = new OddServer((_request, answer) => {
    answer.writeHead(200, { "content-encoding": "gzip" }).end(content);
  });
  const api = await server.start();

  expect(await rejectionOf(api({ path: "/list" }))).toMatchObject({ code: "API_UNREACHABLE" });
});

test("a new connection that dies is an API server that is away", async () => {
  server = new OddServer(drops(1));
  const api = await server.start();

  expect(await rejectionOf(api({ path: "/one" }))).toMatchObject({
    kind: "waiting",
    code: "API_UNREACHABLE",
  });
  expect(server.sockets).toHaveLength(1);
});

describe("a user whose token comes from a program", () => {
  const SCRIPT = `cat <<end
{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"$(cat "$1")"}}
end`;
  const user = (tokenFile: string, script = SCRIPT) => ({
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "sh",
      args: ["-c", script, "sh", tokenFile],
      interactiveMode: "Never",
    },
  });
  const accepts =
    (tokenFile: string): Act =>
    ({ headers }, answer) => {
      const good = headers.authorization === `Bearer ${readFileSync(tokenFile, "utf8")}`;
      answer.writeHead(good ? 200 : 401).end("{}");
    };

  test("gets a new one when the old has ended in the middle of a run", async () => {
    const tokenFile = join(tempFolder(), "token");
    writeFileSync(tokenFile, "first");
    server = new OddServer(accepts(tokenFile));
    const api = await server.start(user(tokenFile));
    expect(await api({ path: "/one" })).toMatchObject({ status: 200 });

    writeFileSync(tokenFile, "second");
    const answers = await Promise.all([api({ path: "/two" }), api({ path: "/three" })]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  });

  test("is told 401 when a new one does not help, after one more question", async () => {
    const tokenFile = join(tempFolder(), "token");
    writeFileSync(tokenFile, "mine");
    server = new OddServer((_request, answer) => answer.writeHead(401).end("{}"));
    const api = await server.start(user(tokenFile));

    expect(await api({ path: "/one" })).toMatchObject({ status: 401 });
    expect(server.sockets).toHaveLength(2);
  });

  test("is asked again after its program has failed", async () => {
    const tokenFile = join(tempFolder(), "token");
    server = new OddServer(accepts(tokenFile));
    const api = await server.start(user(tokenFile, `[ -e "$1" ] || exit 1\n${SCRIPT}`));
    expect(await rejectionOf(api({ path: "/one" }))).toMatchObject({
      kind: "blocked",
      code: "KUBECONFIG_CREDENTIALS",
    });
    expect(server.sockets).toHaveLength(0);

    writeFileSync(tokenFile, "late");
    expect(await api({ path: "/two" })).toMatchObject({ status: 200 });
  });

  test("stays the user of the context of the beginning", async () => {
    const tokenFile = join(tempFolder(), "token");
    writeFileSync(tokenFile, "first");
    server = new OddServer(accepts(tokenFile));
    const api = await server.start(user(tokenFile));
    await api({ path: "/one" });

    writeFileSync(tokenFile, "second");
    const kubeconfig = join(server.folder, "kubeconfig");
    const config = JSON.parse(readFileSync(kubeconfig, "utf8"));
    const other = { name: "other", context: { cluster: "c", user: "nobody" } };
    const contexts = [...config.contexts, other];
    writeFileSync(kubeconfig, JSON.stringify({ ...config, contexts, "current-context": "other" }));
    expect(await api({ path: "/two" })).toMatchObject({ status: 200 });
  });
});

describe("a kubeconfig", () => {
  const withServer = (address: string): string => {
    const file = join(tempFolder(), "kubeconfig");
    const contexts = [{ name: "x", context: { cluster: "c", user: "u" } }];
    const clusters = [{ name: "c", cluster: { server: address, "insecure-skip-tls-verify": true } }];
    writeFileSync(file, JSON.stringify({ clusters, contexts, users: [], "current-context": "x" }));
    return file;
  };
  const codeOf = (settings: Parameters<typeof connectKubernetes>[0]) =>
    rejectionOf(connectKubernetes(settings)({ path: "/version" }));

  test("without TLS is refused before anything is sent", async () => {
    expect(await codeOf({ kubeconfig: withServer("http://127.0.0.1:1") })).toMatchObject({
      kind: "blocked",
      code: "KUBECONFIG_WITHOUT_TLS",
    });
  });

  test("that is nowhere is an error that says where one was looked for", async () => {
    const { HOME, KUBECONFIG } = process.env;
    process.env.HOME = tempFolder();
    delete process.env.KUBECONFIG;
    try {
      expect(await codeOf({})).toMatchObject({
        code: "KUBECONFIG_MISSING",
        message: expect.stringContaining("~/.kube/config"),
      });
    } finally {
      Object.assign(process.env, { HOME }, KUBECONFIG === undefined ? {} : { KUBECONFIG });
    }
  });

  test("without a current context is empty", async () => {
    const file = join(tempFolder(), "kubeconfig");
    writeFileSync(file, "clusters: []\nusers: []\ncontexts: []\n");
    expect(await codeOf({ kubeconfig: file })).toMatchObject({ code: "KUBECONFIG_EMPTY" });
  });
});
