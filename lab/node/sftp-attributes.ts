import { constants, type Stats } from "node:fs";
import * as fs from "node:fs/promises";
import { resolve } from "node:path";
import { type Attributes, type FileEntry, utils } from "ssh2";

const { OPEN_MODE, STATUS_CODE } = utils.sftp;

const STATUS_OF: Record<string, number> = {
  ENOENT: STATUS_CODE.NO_SUCH_FILE,
  EACCES: STATUS_CODE.PERMISSION_DENIED,
  EPERM: STATUS_CODE.PERMISSION_DENIED,
};

/** A file's attributes in SFTP's form. */
export function attributesOf(stats: Stats): Attributes {
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    size: stats.size,
    atime: Math.floor(stats.atimeMs / 1000),
    mtime: Math.floor(stats.mtimeMs / 1000),
  };
}

/** The flags of open(2) for those of SFTP. */
export function openFlags(asked: number): number {
  const has = (flag: number) => (asked & flag) !== 0;
  const access = has(OPEN_MODE.WRITE) ? (has(OPEN_MODE.READ) ? constants.O_RDWR : constants.O_WRONLY) : 0;
  return (
    access |
    (has(OPEN_MODE.APPEND) ? constants.O_APPEND : 0) |
    (has(OPEN_MODE.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN_MODE.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN_MODE.EXCL) ? constants.O_EXCL : 0)
  );
}

/** The SFTP status for an error of the file system. */
export function statusOf(error: unknown): number {
  return STATUS_OF[(error as NodeJS.ErrnoException).code ?? ""] ?? STATUS_CODE.FAILURE;
}

/** One name as SFTP lists it; without `stats` only the name is told. */
export function entryOf(name: string, stats?: Stats): FileEntry {
  return stats === undefined
    ? { filename: name, longname: name, attrs: {} as Attributes }
    : { filename: name, longname: longName(name, stats), attrs: attributesOf(stats) };
}

/** Everything in a folder. */
export async function entriesOf(folder: string): Promise<FileEntry[]> {
  const names = await fs.readdir(folder);
  return Promise.all(names.map(async (name) => entryOf(name, await fs.lstat(resolve(folder, name)))));
}

/** Sets the attributes a client asks for on a path. */
export async function changePath(path: string, to: Partial<Attributes>): Promise<void> {
  const file = await fs.open(path, "r");
  try {
    await changeFile(file, to);
  } finally {
    await file.close();
  }
}

/** Sets the attributes a client asks for on an open file. */
export async function changeFile(file: fs.FileHandle, to: Partial<Attributes>): Promise<void> {
  if (to.mode !== undefined) {
    await file.chmod(to.mode & 0o7777);
  }
  if (to.size !== undefined) {
    await file.truncate(to.size);
  }
  if (to.mtime !== undefined) {
    await file.utimes(to.atime ?? to.mtime, to.mtime);
  }
}

/** A line as `ls -l` prints it, which sftp clients show for listings. */
function longName(name: string, stats: Stats): string {
  const kind = stats.isDirectory() ? "d" : stats.isSymbolicLink() ? "l" : "-";
  const bits = [..."rwxrwxrwx"].map((bit, index) => (stats.mode & (0o400 >> index) ? bit : "-")).join("");
  const date = stats.mtime.toISOString().slice(0, 16).replace("T", " ");
  return `${kind}${bits} ${stats.nlink} ${stats.uid} ${stats.gid} ${stats.size} ${date} ${name}`;
}
