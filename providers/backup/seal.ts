import { createReadStream, createWriteStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { blocked } from "../../domain/errors";

/**
 * Encryption with age: bundles open with the owner's identity and the ordinary `age` command. Loaded when something is
 * sealed, because most commands seal nothing.
 */
const age = () => import("age-encryption");

/** An identity that lives in memory for one run, so that what was written can be read back and checked at once. */
export interface ReadBackKey {
  readonly identity: string;
  readonly recipient: string;
}

export async function makeReadBackKey(): Promise<ReadBackKey> {
  const { generateX25519Identity, identityToRecipient } = await age();
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

const webStream = (file: string): ReadableStream<Uint8Array> => Readable.toWeb(createReadStream(file));

export async function sealFile(plain: string, sealed: string, recipients: readonly string[]): Promise<void> {
  const { Encrypter } = await age();
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const stream = await encrypter.encrypt(webStream(plain) as never);
  await pipeline(Readable.fromWeb(stream as never), createWriteStream(sealed, { mode: 0o600 }));
}

/** @throws `blocked` when none of the identities opens the file */
export async function openSealed(
  sealed: string,
  plain: string,
  identities: readonly string[],
): Promise<void> {
  const { Decrypter } = await age();
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  try {
    const stream = await decrypter.decrypt(webStream(sealed) as never);
    await pipeline(Readable.fromWeb(stream as never), createWriteStream(plain, { mode: 0o600 }));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const next = "name the right key with --identity or gitops-updates:backup.identityFile.";
    throw blocked("BACKUP_SEALED", `${sealed} does not open with the given identity (${said}).`, next, error);
  }
}

/** Lines of an age key or recipient file without comments. */
export function readKeyFile(file: string): string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
