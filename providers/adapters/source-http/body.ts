import { tooLarge } from "./trouble";

/** No answer that is read here lasts longer, however steadily it trickles. */
export interface Deadlines {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** Ends a request that says nothing for too long, or talks for too long. */
export class Watch {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  /** The whole time is used up: whoever trickles once will trickle again. */
  exhausted = false;
  private readonly total: NodeJS.Timeout;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly deadlines: Deadlines) {
    this.signal = this.controller.signal;
    this.total = this.after(deadlines.totalMs, () => {
      this.exhausted = true;
    });
    this.heard();
  }

  heard(): void {
    clearTimeout(this.idle);
    this.idle = this.after(this.deadlines.idleMs);
  }

  stop(): void {
    clearTimeout(this.idle);
    clearTimeout(this.total);
  }

  private after(milliseconds: number, first = () => {}): NodeJS.Timeout {
    const late = new Error(`nothing complete within ${milliseconds} ms`);
    return setTimeout(() => {
      first();
      this.controller.abort(late);
    }, milliseconds);
  }
}

/** The declared length, where it counts what is read here: a compressed body has another one. */
function declaredLength(response: Response): number | null {
  const length = response.headers.get("content-length");
  return length === null || response.headers.has("content-encoding") ? null : Number(length);
}

/** Reads up to a limit, counted after decompression, and notices when the body ends before its declared length. */
export async function readBody(response: Response, maxBytes: number, watch: Watch): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    watch.heard();
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(response.url, maxBytes);
    chunks.push(chunk);
  }
  const declared = declaredLength(response);
  if (declared !== null && size < declared)
    throw new Error(`the answer broke off after ${size} of ${declared} bytes`);
  return Buffer.concat(chunks);
}
