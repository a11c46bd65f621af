import { randomInt } from "node:crypto";
import type { Duplex } from "node:stream";
import { RECURSION_DESIRED, streamDecode, streamEncode } from "dns-packet";
import type { DnsQuestion } from "../../domain/ports";

const LENGTH_BYTES = 2;

/** A message over TCP has its length in front. */
const isWhole = (bytes: Buffer): boolean =>
  bytes.length >= LENGTH_BYTES && bytes.length >= LENGTH_BYTES + bytes.readUInt16BE(0);

async function readMessage(stream: Duplex): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    bytes = Buffer.concat([bytes, chunk as Buffer]);
    if (isWhole(bytes)) return bytes;
  }
  throw new Error("it hung up without an answer");
}

/** Asks one question over a stream to a DNS server; the addresses of that type, in the order of the answer. */
export async function askDns(stream: Duplex, { name, type }: DnsQuestion): Promise<readonly string[]> {
  const id = randomInt(1, 0xffff);
  stream.write(streamEncode({ type: "query", id, flags: RECURSION_DESIRED, questions: [{ type, name }] }));
  const answer = streamDecode(await readMessage(stream));
  // The types of the library leave out the code that its decoder fills in.
  const { rcode } = answer as { rcode?: string };
  if (answer.id !== id || answer.type !== "response") throw new Error("it answered something else");
  if (rcode !== "NOERROR") throw new Error(`it answered ${rcode}`);
  return (answer.answers ?? []).flatMap((record) =>
    record.type === type && "data" in record ? [String(record.data)] : [],
  );
}
