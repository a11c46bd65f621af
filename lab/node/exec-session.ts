import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { ServerChannel } from "ssh2";
import { signal } from "../process/stop-process";
import type { NodePaths } from "./node-paths";

// Small reads make a stream slow: only beyond this much unwritten input is the sender held back.
const QUEUE_BYTES = 4 * 1024 * 1024;

/** A command of an SSH session: /bin/sh with the node's own folders first on its PATH. */
export class ExecSession {
  private readonly child: ChildProcess;

  constructor(
    private readonly channel: ServerChannel,
    command: readonly string[],
    environment: NodeJS.ProcessEnv,
    home: string,
  ) {
    const [file = "/bin/sh", ...args] = command;
    this.child = spawn(file, args, { cwd: home, env: environment, detached: true });
    this.connectStreams();
    this.child.once("error", (error) => this.fail(error));
    // "close" comes after the last byte of output, "exit" may come before it.
    this.child.once("close", (code, name) => this.finish(code, name));
  }

  /** Passes a signal of the client (without SIG) on to the command and what it started. */
  signal(name: string): void {
    const wanted = `SIG${name}`;
    if (this.child.pid !== undefined && wanted in constants.signals) {
      signal(-this.child.pid, wanted as NodeJS.Signals);
    }
  }

  /** Ends the command, as a node that goes down would. */
  kill(): void {
    this.signal("KILL");
  }

  /** Calls back when the command has ended, before the client is told. */
  onceClosed(call: () => void): void {
    this.child.prependOnceListener("close", call);
  }

  private connectStreams(): void {
    const { stdin, stdout, stderr } = this.child;
    if (stdin === null || stdout === null || stderr === null) {
      return;
    }
    pour(this.channel as unknown as Readable, stdin);
    stdout.pipe(this.channel, { end: false });
    stderr.pipe(this.channel.stderr, { end: false });
    // A client that left must not block the command on a full pipe for ever.
    this.channel.once("close", () => {
      stdin.destroy();
      stdout.destroy();
      stderr.destroy();
    });
  }

  private finish(code: number | null, name: NodeJS.Signals | null): void {
    if (name === null) {
      this.channel.exit(code ?? 0);
    } else {
      this.channel.exit(name.replace(/^SIG/, ""), false, "");
    }
    this.channel.end();
  }

  private fail(error: Error): void {
    this.channel.stderr.write(`${error.message}\n`);
    this.finish(127, null);
  }
}

/** The environment of a login on the node. */
export function loginEnvironment(node: NodePaths, mark: Record<string, string>): NodeJS.ProcessEnv {
  const own = `${dirname(node.binary)}:${node.shimDir}`;
  return {
    PATH: `${own}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: node.home,
    // A real server's kubectl reads /etc/rancher/k3s/k3s.yaml; this one lies below the node's own root.
    KUBECONFIG: node.kubeconfig,
    SHELL: "/bin/sh",
    LANG: "C.UTF-8",
    TMPDIR: process.env.TMPDIR,
    ...mark,
  };
}

/** Like pipe(), with a longer queue; a command that no longer reads its input is no error. */
function pour(from: Readable, to: Writable): void {
  to.on("error", () => from.resume());
  from.on("data", (chunk: Buffer) => {
    to.write(chunk);
    if (to.writableLength > QUEUE_BYTES) {
      from.pause();
    }
  });
  to.on("drain", () => from.resume());
  from.on("end", () => to.end());
}
