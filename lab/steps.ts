/** What a lab command tells while it works. */
export interface LabProgress {
  readonly title: string;
  readonly state: "start" | "tick" | "done" | "failed";
  readonly elapsedMs: number;
  readonly detail?: string;
}

export type OnProgress = (progress: LabProgress) => void;

/** Says what a long step is doing just now. */
export type Detail = (text: string) => void;

const TICK_MS = 10_000;

/** Runs titled steps and reports each one's start, life, and end. */
export class Steps {
  constructor(private readonly report: OnProgress = () => undefined) {}

  async run<T>(title: string, work: (detail: Detail) => Promise<T> | T): Promise<T> {
    const startedAt = performance.now();
    let last: string | undefined;
    const tell = (state: LabProgress["state"], detail = last) => {
      const elapsedMs = Math.round(performance.now() - startedAt);
      this.report({ title, state, elapsedMs, ...(detail === undefined ? {} : { detail }) });
    };
    const detail = (text: string) => {
      if (text !== last) {
        last = text;
        tell("tick");
      }
    };
    tell("start");
    const ticking = setInterval(() => tell("tick"), TICK_MS);
    try {
      const result = await work(detail);
      tell("done");
      return result;
    } catch (error) {
      tell("failed", (error as Error).message);
      throw error;
    } finally {
      clearInterval(ticking);
    }
  }
}
