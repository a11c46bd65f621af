import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** A key pair for the lab's backups: real ones are encrypted too, so the lab's are. An existing pair stays. */
export async function writeAgeKey(labDir: string): Promise<void> {
  const folder = join(labDir, "age");
  const identityFile = join(folder, "identity.txt");
  if (existsSync(identityFile)) return;
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  writeFileAtomic.sync(join(folder, "recipients.txt"), `${recipient}\n`);
  // Last, because its presence says that the pair is whole.
  writeFileAtomic.sync(identityFile, `${identity}\n`, { mode: 0o600 });
}
