import "../../helpers/without-kubeconfig";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forwardArguments } from "../../../providers/adapters/ssh";
import { hasProgram } from "../../helpers/local-shell";
import { rejectionOf } from "../../helpers/rejection";
import { type SshNodes, startSshNodes } from "../../helpers/ssh-nodes";
import { closedPort, dnsServer, httpServer, httpsServer, tcpServer } from "../../helpers/tcp-servers";
import { tempFolder } from "../../helpers/temp-folder";

jest.setTimeout(60_000);

const NODE = "agent-1";
const SOON = 3_000;
const CLUSTER_IP = "10.43.0.7";
const at = (port: number) => ({ host: "127.0.0.1", port });

let nodes: SshNodes;
beforeAll(async () => {
  nodes = await startSshNodes(1);
});
afterEach(() => nodes.reset());
afterAll(() => nodes.close());

describe("forwardArguments", () => {
  const settings = { targets: [], connectTimeoutSeconds: 7 };
  const words = (host: string, connection: "shared" | "own" = "shared") =>
    forwardArguments(settings, { name: "a", host: "box", sudo: false }, { host, port: 53 }, connection);

  test("check the host key and never ask, as for every connection", () => {
    expect(words("10.43.0.10")).toEqual(
      expect.arrayContaining(["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=7"]),
    );
    expect(words("10.43.0.10").slice(-4)).toEqual(["-W", "10.43.0.10:53", "--", "box"]);
    expect(words("fd00::a")).toContain("[fd00::a]:53");
  });

  test("name the missing control socket first, where one's own connection is wanted", () => {
    const own = words("10.43.0.10", "own");

    expect(own.indexOf("ControlPath=none")).toBeLessThan(own.findIndex((it) => it.includes("%C")));
  });
});

describe("connecting from a node", () => {
  test("tells that somebody accepts, even somebody who never says a word and never hangs up", async () => {
    const port = await tcpServer();

    expect(await nodes.network.connect(NODE, at(port), SOON)).toEqual({ answer: "accepted" });
  });

  test("goes the way that the node knows, not the one of this machine", async () => {
    nodes.route(`${CLUSTER_IP}:80`, await tcpServer());

    const reply = await nodes.network.connect(NODE, { host: CLUSTER_IP, port: 80 }, SOON);

    expect(reply).toEqual({ answer: "accepted" });
  });

  test("tells a refusal, and says why where ssh does", async () => {
    const [first, second] = [await closedPort(), await closedPort()];

    expect(await nodes.network.connect(NODE, at(first), SOON)).toEqual({ failure: "connection refused" });
    expect(await nodes.network.connect(NODE, at(second), SOON)).toEqual({ failure: "refused" });
  });

  test("waits for silence no longer than it was told to", async () => {
    nodes.swallow(`${CLUSTER_IP}:80`, NODE);
    const begun = Date.now();

    const reply = await nodes.network.connect(NODE, { host: CLUSTER_IP, port: 80 }, 500);

    expect(reply).toEqual({ failure: "no answer within 0.5 s" });
    expect(Date.now() - begun).toBeLessThan(3_000);
  });

  test("shares one login, however many streams there are", async () => {
    const port = await tcpServer();
    const before = nodes.logins(NODE);

    const replies = await Promise.all(
      Array.from({ length: 20 }, () => nodes.network.connect(NODE, at(port), 10_000)),
    );

    expect(replies).toEqual(replies.map(() => ({ answer: "accepted" })));
    expect(nodes.logins(NODE) - before).toBeLessThanOrEqual(1);
  });

  test("lets go of the connection", async () => {
    let gone: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      gone = resolve;
    });
    const port = await tcpServer((socket) => {
      const beat = setInterval(() => socket.write("still there?"), 20);
      socket.once("close", () => clearInterval(beat)).once("close", gone);
    });

    await nodes.network.connect(NODE, at(port), SOON);

    await closed;
  });

  test("is an error about the node when its SSH server carries no streams", async () => {
    nodes.forbid(NODE);

    const error = await rejectionOf(nodes.network.connect(NODE, at(await tcpServer()), SOON));

    expect(error).toMatchObject({ kind: "blocked", code: "SSH_FORWARDING" });
    expect(error).toMatchObject({ next: expect.stringContaining("AllowTcpForwarding") });
  });

  test("knows only the configured nodes", async () => {
    expect(await rejectionOf(nodes.network.connect("stranger", at(1), SOON))).toMatchObject({
      code: "NODE_UNKNOWN",
    });
  });
});

describe("asking a DNS server from a node", () => {
  const name = "kubernetes.default.svc.cluster.local";
  const ask = (port: number) => nodes.network.lookUp(NODE, at(port), { name, type: "A" }, SOON);

  test("gives its addresses", async () => {
    expect(await ask(await dnsServer({ [name]: "10.43.0.1" }))).toEqual({ answer: ["10.43.0.1"] });
  });

  test.each([
    ["does not know the name", () => dnsServer({}), "it answered NXDOMAIN"],
    [
      "hangs up",
      () => tcpServer((socket) => socket.once("data", () => socket.end())),
      "it hung up without an answer",
    ],
    ["is not there", () => closedPort(), expect.stringContaining("refused")],
  ])("says so when it %s", async (_what, server, failure) => {
    expect(await ask(await server())).toEqual({ failure });
  });

  test("does not take babble for an answer", async () => {
    const port = await tcpServer((socket) => socket.write(Buffer.from([0, 4, 1, 2, 3, 4])));

    expect(await ask(port)).toHaveProperty("failure");
  });
});

describe("an HTTP request from a node", () => {
  const ask = (port: number, over: Record<string, unknown> = {}) =>
    nodes.network.request(
      NODE,
      at(port),
      { host: "shop.example.org", path: "/cart", tls: false, ...over },
      SOON,
    );

  test("carries host and path, and gives the status without waiting for the body", async () => {
    const seen: unknown[] = [];
    const port = await httpServer(({ method, url, headers }, answer) => {
      seen.push([method, url, headers.host]);
      answer.writeHead(404);
      answer.write("for ever");
    });

    expect(await ask(port)).toEqual({ answer: 404 });
    expect(seen).toEqual([["GET", "/cart", "shop.example.org"]]);
  });

  const withCertificate = hasProgram("openssl") ? test : test.skip;
  withCertificate("asks for the host by name within TLS, and does not judge the certificate", async () => {
    const folder = tempFolder();
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=somebody else", "-days", "1"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"].concat(
        ["-keyout", key, "-out", cert],
        subject,
      ),
      { stdio: "ignore" },
    );
    const seen: unknown[] = [];
    const tls = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
    const port = await httpsServer(tls, ({ socket }, answer) => {
      seen.push((socket as { servername?: unknown }).servername);
      answer.writeHead(204).end();
    });

    expect(await ask(port, { tls: true })).toEqual({ answer: 204 });
    expect(seen).toEqual(["shop.example.org"]);
  });

  test.each([
    ["nobody listens", () => closedPort(), false],
    ["it hangs up", () => tcpServer((socket) => socket.once("data", () => socket.end())), false],
    ["it does not speak TLS", () => httpServer((_request, answer) => answer.end()), true],
    ["it says nothing", () => tcpServer(), false],
  ])("fails when %s", async (_what, server, tls) => {
    expect(await ask(await server(), { tls })).toHaveProperty("failure", expect.stringMatching(/./));
  });
});
