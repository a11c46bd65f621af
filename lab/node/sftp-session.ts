import type { Stats } from "node:fs";
import * as fs from "node:fs/promises";
import { resolve } from "node:path";
import { type SFTPWrapper, utils } from "ssh2";
import {
  attributesOf,
  changeFile,
  changePath,
  entriesOf,
  entryOf,
  openFlags,
  statusOf,
} from "./sftp-attributes";
import { SftpHandles } from "./sftp-handles";

const { STATUS_CODE } = utils.sftp;

/** Serves the host's files over SFTP; relative paths start at `home`. */
export function serveSftp(sftp: SFTPWrapper, home: string): void {
  new SftpSession(sftp, home).listen();
}

class SftpSession {
  private readonly handles = new SftpHandles();
  private before: Promise<void> = Promise.resolve();

  constructor(
    private readonly sftp: SFTPWrapper,
    private readonly home: string,
  ) {}

  listen(): void {
    this.answerPaths();
    this.answerFiles();
    this.answerFolders();
    this.sftp.on("CLOSE", (request, id) => this.done(request, () => this.handles.close(id)));
    this.sftp.on("end", () => sayGoodbye(this.sftp));
    this.sftp.on("close", () => this.handles.closeAll());
  }

  private answerPaths(): void {
    const { sftp } = this;
    sftp.on("REALPATH", (request, path) =>
      this.answer(request, async () => sftp.name(request, [entryOf(this.at(path))])),
    );
    sftp.on("STAT", (request, path) => this.attributes(request, () => fs.stat(this.at(path))));
    sftp.on("LSTAT", (request, path) => this.attributes(request, () => fs.lstat(this.at(path))));
    sftp.on("SETSTAT", (request, path, to) => this.done(request, () => changePath(this.at(path), to)));
    sftp.on("REMOVE", (request, path) => this.done(request, () => fs.unlink(this.at(path))));
    sftp.on("RENAME", (request, from, to) => this.done(request, () => fs.rename(this.at(from), this.at(to))));
    sftp.on("SYMLINK", (request, target, link) =>
      this.done(request, () => fs.symlink(target, this.at(link))),
    );
    sftp.on("READLINK", (request, path) =>
      this.answer(request, async () => sftp.name(request, [entryOf(await fs.readlink(this.at(path)))])),
    );
  }

  private answerFiles(): void {
    const { sftp } = this;
    sftp.on("OPEN", (request, path, flags, { mode }) =>
      this.answer(request, async () => {
        const file = await fs.open(this.at(path), openFlags(flags), mode ?? 0o666);
        sftp.handle(request, this.handles.addFile(file));
      }),
    );
    sftp.on("FSTAT", (request, id) => this.attributes(request, () => this.handles.file(id).stat()));
    sftp.on("FSETSTAT", (request, id, to) => this.done(request, () => changeFile(this.handles.file(id), to)));
    sftp.on("READ", (request, id, offset, length) =>
      this.answer(request, () => this.read(request, id, offset, length)),
    );
    sftp.on("WRITE", (request, id, offset, data) =>
      this.done(request, () => this.handles.file(id).write(data, 0, data.length, offset)),
    );
  }

  private answerFolders(): void {
    const { sftp } = this;
    sftp.on("MKDIR", (request, path, { mode }) =>
      this.done(request, () => fs.mkdir(this.at(path), mode ?? 0o755)),
    );
    sftp.on("RMDIR", (request, path) => this.done(request, () => fs.rmdir(this.at(path))));
    sftp.on("OPENDIR", (request, path) =>
      this.answer(request, async () => {
        await fs.readdir(this.at(path));
        sftp.handle(request, this.handles.addFolder(this.at(path)));
      }),
    );
    sftp.on("READDIR", (request, id) => this.answer(request, () => this.list(request, id)));
  }

  private async read(request: number, id: Buffer, offset: number, length: number): Promise<void> {
    const { bytesRead, buffer } = await this.handles.file(id).read(Buffer.alloc(length), 0, length, offset);
    if (bytesRead === 0) {
      this.sftp.status(request, STATUS_CODE.EOF);
    } else {
      this.sftp.data(request, buffer.subarray(0, bytesRead));
    }
  }

  private async list(request: number, id: Buffer): Promise<void> {
    const folder = this.handles.takeFolder(id);
    if (folder === undefined) {
      this.sftp.status(request, STATUS_CODE.EOF);
    } else {
      this.sftp.name(request, await entriesOf(folder));
    }
  }

  private at(path: string): string {
    return resolve(this.home, path);
  }

  /**
   * Runs a request that answers for itself; an error becomes its status. One after the other, as sshd does:
   * OpenSSH's clients take a download that is answered out of order for a short file.
   */
  private answer(request: number, work: () => Promise<void>): void {
    this.before = this.before
      .then(work)
      .catch((error: unknown) => this.sftp.status(request, statusOf(error), (error as Error).message));
  }

  private done(request: number, work: () => Promise<unknown>): void {
    this.answer(request, async () => {
      await work();
      this.sftp.status(request, STATUS_CODE.OK);
    });
  }

  private attributes(request: number, stats: () => Promise<Stats>): void {
    this.answer(request, async () => this.sftp.attrs(request, attributesOf(await stats())));
  }
}

/** ssh2 closes an SFTP channel without an exit status, which scp takes for a failure. */
function sayGoodbye(sftp: SFTPWrapper): void {
  const { outgoing, _protocol: protocol } = sftp as unknown as {
    outgoing: { id: number };
    _protocol: { exitStatus(channel: number, status: number): void };
  };
  protocol.exitStatus(outgoing.id, 0);
  sftp.end();
}
