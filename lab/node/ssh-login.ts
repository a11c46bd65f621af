import { createHash, timingSafeEqual } from "node:crypto";
import { type AuthContext, type ParsedKey, type PublicKeyAuthContext, utils } from "ssh2";

/** Lets in whoever proves to have the private half of `key`; nothing but public keys is accepted. */
export function authenticate(context: AuthContext, key: ParsedKey): void {
  if (context.method === "publickey" && proves(context, key)) {
    context.accept();
  } else {
    context.reject(["publickey"]);
  }
}

/** Whether the client has the key; before it signs, it asks whether that key would do. */
function proves({ key: offered, signature, blob, hashAlgo }: PublicKeyAuthContext, key: ParsedKey): boolean {
  const asksOnly = signature === undefined || blob === undefined;
  return sameKey(offered.data, key) && (asksOnly || key.verify(blob, signature, hashAlgo) === true);
}

function sameKey(offered: Buffer, key: ParsedKey): boolean {
  const digest = (data: Buffer) => createHash("sha256").update(data).digest();
  return timingSafeEqual(digest(offered), digest(key.getPublicSSH()));
}

/** Reads a public key in OpenSSH's form. */
export function parsePublicKey(text: string): ParsedKey {
  const key = utils.parseKey(text);
  if (key instanceof Error) {
    throw new Error(`the lab's client key cannot be read: ${key.message}`);
  }
  return key;
}
