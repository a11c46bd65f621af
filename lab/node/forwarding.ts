import { connect, type Socket } from "node:net";
import type { ServerChannel, TcpipRequestInfo } from "ssh2";

/** Opens the connection that a client asked for, as the node itself would. */
export type Dial = (host: string, port: number) => Socket;

/** The machine's own network; a test puts another in its place where a node is to see the world differently. */
export const dialDirectly: Dial = (host, port) => connect({ host, port });

/**
 * Carries one stream of `ssh -W` or `ssh -L` to where the client wants it. As with OpenSSH the channel opens only once
 * the connection stands, so the client learns whether it does.
 */
export function forward(
  dial: Dial,
  accept: () => ServerChannel,
  reject: () => void,
  { destIP, destPort }: TcpipRequestInfo,
): Socket {
  const socket = dial(destIP, destPort);
  socket.once("error", reject);
  socket.once("connect", () => {
    socket.off("error", reject);
    join(accept(), socket);
  });
  return socket;
}

/** Whoever leaves takes the other along; a reset is everyday business. */
function join(channel: ServerChannel, socket: Socket): void {
  socket.on("error", () => channel.close());
  channel.on("error", () => socket.destroy());
  channel.once("close", () => socket.destroy());
  channel.pipe(socket);
  socket.pipe(channel);
}
