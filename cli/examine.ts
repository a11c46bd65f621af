import { describeError } from "../domain/errors";

/** One thing that was looked at: what it is, whether it is well, and what was seen or what to do. */
export interface Examined {
  readonly title: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Whatever goes wrong with one thing does not keep the others from being looked at. */
export async function examine(title: string, look: () => string | Promise<string>): Promise<Examined> {
  try {
    return { title, ok: true, detail: await look() };
  } catch (error) {
    return { title, ok: false, detail: describeError(error) };
  }
}
