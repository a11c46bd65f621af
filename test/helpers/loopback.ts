import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Loopback {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: () => readonly string[];
  close(): Promise<void>;
}

const open = new Set<Server>();

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    open.delete(server);
    server.closeAllConnections();
    server.close(() => resolve());
  });

afterEach(async () => {
  await Promise.all([...open].map(closeServer));
});

/** A server on a free port of this machine, gone after the test. `count` is the number of the request, from 1. */
export async function serve(
  respond: (request: IncomingMessage, answer: ServerResponse, count: number) => unknown,
): Promise<Loopback> {
  const requests: string[] = [];
  const server = createServer((request, answer) => {
    requests.push(request.url ?? "");
    respond(request, answer, requests.length);
  });
  open.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, requests: () => requests, close: () => closeServer(server) };
}
