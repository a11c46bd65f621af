import { once } from "node:events";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { streamDecode, streamEncode } from "dns-packet";

/** Real servers on free ports of this machine, gone after the test. */

const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

afterEach(async () => {
  const all = open.splice(0);
  for (const { sockets } of all) for (const socket of sockets) socket.destroy();
  await Promise.all(all.map(({ server }) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  });
  open.push({ server, sockets });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** Accepts, and does with the connection what it is told; by default it waits for the client for ever. */
export const tcpServer = (serve: (socket: Socket) => void = () => undefined): Promise<number> =>
  listen(createServer({ allowHalfOpen: true }, serve));

/** A port that was free a moment ago. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const httpServer = (listener: RequestListener): Promise<number> => listen(createHttp(listener));

export const httpsServer = (
  tls: { readonly key: string; readonly cert: string },
  listener: RequestListener,
): Promise<number> => listen(createHttps(tls, listener));

/** A DNS server that knows some names; the others are NXDOMAIN. It answers in two pieces, as TCP may. */
export function dnsServer(names: Readonly<Record<string, string>>): Promise<number> {
  return tcpServer((socket) => {
    socket.once("data", (bytes) => {
      const { id, questions } = streamDecode(bytes);
      const [question] = questions ?? [];
      const address = names[question?.name ?? ""];
      const answer = streamEncode({
        type: "response",
        id: id ?? 0,
        flags: address === undefined ? 3 : 0,
        questions: questions ?? [],
        answers: address === undefined ? [] : [{ type: "A", name: question?.name ?? "", data: address }],
      });
      socket.write(answer.subarray(0, 5));
      setTimeout(() => socket.end(answer.subarray(5)), 5);
    });
  });
}
