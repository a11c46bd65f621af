import { elapsed, style } from "../cli/output/style";
import { ask, gitopsUpdate } from "./command-line";
import type { Snapshot, Timing } from "./report/model";
import type { Scene } from "./story";

/** Where scenes are played: commands that are shown as a user would type them, and what is remembered of them. */
export class Stage {
  readonly timings: Timing[] = [];
  readonly snapshots: Snapshot[] = [];
  private readonly began = performance.now();

  say(line = ""): void {
    console.log(line);
  }

  /** A line in front of what follows, with the time since the curtain rose. */
  title(text: string): void {
    const at = elapsed(performance.now() - this.began).padStart(8);
    this.say(`\n${style.dim(at)}  ${style.bold(text)}`);
  }

  async timed<T>(title: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const result = await work();
    this.timings.push({ title, seconds: (performance.now() - began) / 1000 });
    return result;
  }

  async play({ title, words, mayEndWith }: Scene): Promise<void> {
    this.title(title);
    this.say(style.cyan(`          $ gitops-update ${words.join(" ")}`));
    const { code } = await this.timed(title, () => gitopsUpdate(words, false));
    if (code !== 0 && code !== mayEndWith)
      throw new Error(`gitops-update ${words.join(" ")} ended with ${code}`);
  }

  async remember(title: string): Promise<void> {
    const { apiServer, nodes } = await ask<Omit<Snapshot, "title">>("status");
    this.snapshots.push({ title, apiServer, nodes });
  }
}
