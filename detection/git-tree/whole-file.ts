import { type At, sourceOf } from "../../domain/gitops/place";

/** For what concerns a file as a whole, or one that was never opened. */
export const wholeFile = (path: string): At => ({
  source: sourceOf(path, ""),
  document: 0,
  start: 0,
  end: 0,
});
