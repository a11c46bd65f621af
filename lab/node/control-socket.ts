import { chmodSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { z } from "zod";
import { refused, type ToolAnswer } from "./tool-answer";

/** What the shims ask of the daemon: a tool's name and its arguments, as one line of JSON. */
const ToolRequest = z.object({ tool: z.string(), args: z.array(z.string()) });
type ToolRequest = z.infer<typeof ToolRequest>;

const Answer = z.object({ stdout: z.string(), stderr: z.string(), code: z.number() });

export type ToolHandler = (tool: string, args: readonly string[]) => Promise<ToolAnswer>;

/** Listens on a unix socket for the node's `systemctl` and `journalctl`. */
export function serveTools(socketPath: string, handle: ToolHandler): Promise<Server> {
  // A daemon that was killed leaves its socket behind.
  rmSync(socketPath, { force: true });
  const server = createServer((socket) => answerLine(socket, handle));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, () => {
      chmodSync(socketPath, 0o600);
      resolve(server);
    });
  });
}

/** Asks a node's daemon what its shims would ask. */
export async function askTool(socketPath: string, tool: string, ...args: string[]): Promise<ToolAnswer> {
  const socket = createConnection(socketPath);
  try {
    socket.write(`${JSON.stringify({ tool, args } satisfies ToolRequest)}\n`);
    return Answer.parse(JSON.parse(await firstLine(socket)));
  } finally {
    socket.destroy();
  }
}

function answerLine(socket: Socket, handle: ToolHandler): void {
  socket.on("error", () => socket.destroy());
  firstLine(socket)
    .then((line) => ToolRequest.parse(JSON.parse(line)))
    .then(({ tool, args }) => handle(tool, args))
    .catch((error: unknown) => refused((error as Error).message))
    .then((answer) => socket.end(`${JSON.stringify(answer)}\n`))
    .catch(() => socket.destroy());
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    // Errors of the socket are passed on by the interface, too, and would end the process unheard.
    createInterface({ input: socket }).once("line", resolve).once("error", reject);
    socket.once("error", reject);
    socket.once("close", () =>
      reject(new Error("the node's daemon closed the connection without an answer")),
    );
  });
}
