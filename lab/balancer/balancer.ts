import { connect, createServer, type Server, type Socket } from "node:net";

/** Where connections go. */
export interface Backend {
  readonly host: string;
  readonly port: number;
}

const CONNECT_MS = 1_000;
const UNHEALTHY_MS = 2_000;

/** A TCP balancer: each connection goes to the next server that accepts it, as a virtual address in front would. */
export class Balancer {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  private readonly downUntil = new Map<Backend, number>();
  private turn = 0;

  constructor(private readonly backends: readonly Backend[]) {
    this.server = createServer({ pauseOnConnect: true }, (client) => void this.serve(client));
  }

  listen(host: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, () => resolve());
    });
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(client: Socket): Promise<void> {
    this.track(client);
    for (const backend of this.candidates()) {
      const upstream = await dial(backend);
      if (upstream === undefined) {
        this.downUntil.set(backend, Date.now() + UNHEALTHY_MS);
        continue;
      }
      this.track(upstream);
      join(client, upstream);
      return;
    }
    client.destroy();
  }

  /** In turn, those that failed lately last. */
  private candidates(): Backend[] {
    const start = this.turn++ % this.backends.length;
    const inTurn = [...this.backends.slice(start), ...this.backends.slice(0, start)];
    const isDown = (backend: Backend) => (this.downUntil.get(backend) ?? 0) > Date.now();
    return [...inTurn.filter((backend) => !isDown(backend)), ...inTurn.filter(isDown)];
  }

  private track(socket: Socket): void {
    this.open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.open.delete(socket));
  }
}

/** A connection, or nothing when it is refused or takes too long. */
function dial({ host, port }: Backend): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true, timeout: CONNECT_MS });
    const give = (answer: Socket | undefined) => {
      socket.removeAllListeners();
      if (answer === undefined) socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => {
      socket.setTimeout(0);
      give(socket);
    });
    socket.once("timeout", () => give(undefined));
    socket.once("error", () => give(undefined));
  });
}

function join(client: Socket, upstream: Socket): void {
  client.setNoDelay(true);
  client.pipe(upstream).pipe(client);
  client.once("close", () => upstream.destroy());
  upstream.once("close", () => client.destroy());
}
