import type { FileHandle } from "node:fs/promises";

/** What a client has open: files, and folders that it lists. */
export class SftpHandles {
  private readonly files = new Map<number, FileHandle>();
  private readonly folders = new Map<number, string>();
  private last = 0;

  addFile(file: FileHandle): Buffer {
    this.files.set(++this.last, file);
    return idOf(this.last);
  }

  addFolder(path: string): Buffer {
    this.folders.set(++this.last, path);
    return idOf(this.last);
  }

  /** The open file; throws when there is none. */
  file(id: Buffer): FileHandle {
    const file = this.files.get(numberOf(id));
    if (file === undefined) {
      throw new Error("no such file handle");
    }
    return file;
  }

  /** The folder to list, once: all names are sent at the first time. */
  takeFolder(id: Buffer): string | undefined {
    const path = this.folders.get(numberOf(id));
    this.folders.delete(numberOf(id));
    return path;
  }

  async close(id: Buffer): Promise<void> {
    const file = this.files.get(numberOf(id));
    this.files.delete(numberOf(id));
    this.folders.delete(numberOf(id));
    await file?.close();
  }

  /** For a client that went without closing anything. */
  closeAll(): void {
    for (const id of this.files.keys()) {
      void this.close(idOf(id));
    }
  }
}

function idOf(handle: number): Buffer {
  const id = Buffer.alloc(4);
  id.writeUInt32BE(handle);
  return id;
}

function numberOf(id: Buffer): number {
  return id.length === 4 ? id.readUInt32BE() : -1;
}
