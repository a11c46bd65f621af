import type { Bundle } from "../../../domain/detect/bundle";
import { waiting } from "../../../domain/errors";
import type { FirstSeen, Http, HttpAnswer, HttpOptions } from "../../../domain/ports";
import { shown } from "../source-http/trouble";
import { questionKey } from "./key";

/** Stands in for a token that was not written down; nothing outside of the bundle is ever shown it. */
const TOKEN: HttpAnswer = { status: 200, headers: {}, body: '{"token":"offline"}' };

const NEXT = "write the bundle anew where the network is: gitops-update detect --write-bundle FILE.";

/** Who wrote the bundle may have had a token where this machine has none, or the other way round. */
function keysFor(url: string, options: HttpOptions): string[] {
  const { authorization: _, ...open } = options;
  return [options, open, { ...open, authorization: "" }].map((it) => questionKey(url, it));
}

function found<T>(of: Readonly<Record<string, T>>, keys: readonly string[]): T | undefined {
  return keys.map((key) => of[key]).find((it) => it !== undefined);
}

/** Answers from a bundle, and nothing else: what it does not hold is unknown. */
export function replayHttp({ answers, failures, writtenAt }: Bundle): Http {
  return {
    get: async (url, options = {}) => {
      if (options.secret === true) return TOKEN;
      const keys = keysFor(url, options);
      const [answer, failure] = [found(answers, keys), found(failures, keys)];
      if (answer !== undefined) return answer;
      if (failure !== undefined) throw waiting(failure.code, failure.message, failure.next);
      throw waiting("BUNDLE_LACKS", `the bundle of ${writtenAt} does not hold ${shown(url)}.`, NEXT);
    },
    download: async (url) => {
      throw waiting("BUNDLE_LACKS", `a bundle holds no files, such as ${shown(url)}.`, NEXT);
    },
  };
}

/** Ages as the machine that wrote the bundle knew them. */
export const replayFirstSeen = ({ firstSeen }: Bundle): FirstSeen => ({
  note: (source) => ({ since: new Map(Object.entries(firstSeen[source] ?? {})), gone: [] }),
});
