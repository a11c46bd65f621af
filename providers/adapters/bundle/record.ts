import { BUNDLE_SCHEMA, type Bundle } from "../../../domain/detect/bundle";
import { isUpdateError } from "../../../domain/errors";
import type { FirstSeen, Http, HttpAnswer, HttpOptions } from "../../../domain/ports";
import { questionKey } from "./key";

/** What the readers of answers look at; everything else may say more than was meant to be handed on. */
const KEPT_HEADERS = ["link", "location", "www-authenticate"];

const keptHeaders = (headers: HttpAnswer["headers"]): Record<string, string> =>
  Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );

/** Listens to what a run reads, to write it down. Tokens are never among it. */
export class BundleRecorder {
  private readonly answers: Bundle["answers"] = {};
  private readonly failures: Bundle["failures"] = {};
  private readonly seen: Bundle["firstSeen"] = {};

  http(http: Http): Http {
    return { ...http, get: (url, options) => this.get(http, url, options) };
  }

  firstSeen(inner: FirstSeen): FirstSeen {
    return {
      note: (source, names) => {
        const noted = inner.note(source, names);
        this.seen[source] = Object.fromEntries(noted.since);
        return noted;
      },
    };
  }

  bundle(writtenAt: Date): Bundle {
    const { answers, failures, seen } = this;
    return { schema: BUNDLE_SCHEMA, writtenAt: writtenAt.toISOString(), answers, failures, firstSeen: seen };
  }

  private async get(http: Http, url: string, options: HttpOptions = {}): Promise<HttpAnswer> {
    const key = questionKey(url, options);
    try {
      const answer = await http.get(url, options);
      if (options.secret !== true) {
        const { status, headers, body } = answer;
        this.answers[key] = { status, headers: keptHeaders(headers), body };
      }
      return answer;
    } catch (error) {
      if (isUpdateError(error)) {
        const { code, message, next } = error;
        this.failures[key] = { code, message, next };
      }
      throw error;
    }
  }
}
