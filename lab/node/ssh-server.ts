import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { type Connection, type ParsedKey, Server, type ServerChannel, type Session } from "ssh2";
import { ExecSession } from "./exec-session";
import { type Dial, dialDirectly, forward } from "./forwarding";
import { serveSftp } from "./sftp-session";
import { authenticate, parsePublicKey } from "./ssh-login";

/** What the SSH server of a node needs to know. */
export interface SshServerOptions {
  readonly hostKey: string;
  /** The one public key that may log in, in OpenSSH's form. */
  readonly clientKey: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
  /** Asked at every command: after how many milliseconds the connection is to drop, if at all. */
  readonly dropAfter: () => number | undefined;
  /** Asked at every login: sshd's AllowTcpForwarding. @default allowed */
  readonly mayForward?: () => boolean;
  /** @default the machine's own network */
  readonly dial?: Dial;
}

// The hardware does AES-GCM; OpenSSH would choose ChaCha20, at less than half the speed.
const CIPHERS = ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com"] as const;
const SCRIPT = "/usr/bin/script";

/** The node's sshd: public-key login, commands, signals, SFTP, forwarding; many sessions over one connection. */
export class SshServer {
  private readonly server: Server;
  private readonly connections = new Set<Connection>();
  private readonly sessions = new Set<ExecSession>();
  private readonly forwards = new Set<Socket>();

  constructor(private readonly options: SshServerOptions) {
    const key = parsePublicKey(options.clientKey);
    this.server = new Server(
      { hostKeys: [options.hostKey], ident: "gitops-updates-lab", algorithms: { cipher: [...CIPHERS] } },
      (connection) => this.accept(connection, key),
    );
  }

  /** Listens on an address of the node. */
  listen(address: string, port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, address, () => resolve());
    });
  }

  /** Ends all commands and connections. */
  async close(): Promise<void> {
    for (const session of this.sessions) {
      session.kill();
    }
    for (const socket of this.forwards) {
      socket.destroy();
    }
    for (const connection of this.connections) {
      connection.end();
    }
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(connection: Connection, key: ParsedKey): void {
    this.connections.add(connection);
    connection.once("close", () => this.connections.delete(connection));
    // A client that vanishes is everyday business, not an error of ours.
    connection.on("error", () => undefined);
    // Without this, small window updates wait for Nagle and uploads run at a tenth of their speed.
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on("authentication", (context) => authenticate(context, key));
    connection.on("session", (accept) => this.serve(accept(), connection));
    this.allowForwarding(connection);
  }

  /** Without a listener ssh2 answers "administratively prohibited", as sshd does with AllowTcpForwarding no. */
  private allowForwarding(connection: Connection): void {
    const { mayForward = () => true, dial = dialDirectly } = this.options;
    if (!mayForward()) {
      return;
    }
    connection.on("tcpip", (accept, reject, info) => {
      const socket = forward(dial, accept, reject, info);
      this.forwards.add(socket);
      socket.once("close", () => this.forwards.delete(socket));
    });
  }

  private serve(session: Session, connection: Connection): void {
    let running: ExecSession | undefined;
    let terminal = false;
    session.on("pty", (accept) => {
      terminal = existsSync(SCRIPT);
      accept?.();
    });
    session.on("window-change", (accept) => accept?.());
    session.on("env", (_accept, reject) => reject?.());
    session.on("signal", (accept, _reject, info) => {
      accept?.();
      running?.signal(info.name);
    });
    session.on("exec", (accept, _reject, info) => {
      running = this.run(accept(), ["/bin/sh", "-c", info.command], connection);
    });
    session.on("shell", (accept) => {
      running = this.run(accept(), loginShell(terminal), connection);
    });
    session.on("sftp", (accept) => serveSftp(accept(), this.options.home));
  }

  private run(channel: ServerChannel, command: string[], connection: Connection): ExecSession {
    const session = new ExecSession(channel, command, this.options.environment, this.options.home);
    this.sessions.add(session);
    session.onceClosed(() => this.sessions.delete(session));
    this.dropIfAsked(session, connection);
    return session;
  }

  /** The fault `ssh-drop`: the command goes on, the client never hears of it again. */
  private dropIfAsked(session: ExecSession, connection: Connection): void {
    const afterMs = this.options.dropAfter();
    if (afterMs !== undefined) {
      const drop = () => destroy(connection);
      session.onceClosed(drop);
      setTimeout(drop, afterMs);
    }
  }
}

/** A login shell; script(1) gives it the terminal that Node itself cannot. */
function loginShell(terminal: boolean): string[] {
  return terminal ? [SCRIPT, "-qfc", "/bin/sh -i", "/dev/null"] : ["/bin/sh", "-i"];
}

function destroy(connection: Connection): void {
  // Not end(): a cable that is pulled says no goodbye.
  const socket = (connection as unknown as { _sock?: { destroy(): void } })._sock;
  socket?.destroy();
}
