import { execFile } from "node:child_process";
import { appendFile, readFile, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { sha256Of } from "../sha256";

/** One start or end of a service, kept so that tests and measurements can count them. */
export const ServiceEvent = z.object({
  time: z.string(),
  unit: z.string(),
  event: z.enum(["start", "ready", "exit", "stop", "auto-restart"]),
  pid: z.number().optional(),
  /** How it ended: `0`, `1`, or a signal's name. */
  result: z.string().optional(),
  version: z.string().optional(),
  sha256: z.string().optional(),
});
export type ServiceEvent = z.infer<typeof ServiceEvent>;

interface BinaryFacts {
  readonly key: string;
  readonly version: string;
  readonly sha256: string;
}

/** The service's history, one JSON object per line, in the order in which things happened. */
export class ServiceEvents {
  private queue: Promise<unknown> = Promise.resolve();
  private known: BinaryFacts | undefined;

  constructor(private readonly file: string) {}

  /** Notes an event; with `binary`, also which file was started. Never fails the service. */
  note(event: Omit<ServiceEvent, "time">, binary?: string): Promise<unknown> {
    const time = new Date().toISOString();
    const facts = binary === undefined ? undefined : this.factsOf(binary).catch(() => undefined);
    this.queue = this.queue.then(async () => {
      const { version, sha256 } = (await facts) ?? {};
      await appendFile(this.file, `${JSON.stringify({ time, ...event, version, sha256 })}\n`);
    });
    this.queue = this.queue.catch(() => undefined);
    return this.queue;
  }

  private async factsOf(binary: string): Promise<BinaryFacts> {
    const { ino, size, mtimeMs } = await stat(binary);
    const key = `${ino}:${size}:${mtimeMs}`;
    if (this.known?.key !== key) {
      const [sha256, version] = await Promise.all([sha256Of(binary), versionOf(binary)]);
      this.known = { key, sha256, version };
    }
    return this.known;
  }
}

/** Reads a node's history; a line that is being written is left out. */
export async function readServiceEvents(file: string): Promise<ServiceEvent[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => ServiceEvent.parse(JSON.parse(line)));
}

async function versionOf(binary: string): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, ["--version"], { timeout: 10_000 });
  return /v\d\S+/.exec(stdout)?.[0] ?? "unknown";
}
