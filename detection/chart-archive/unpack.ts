import { gunzipSync } from "node:zlib";
import { Parser } from "tar";

/** A chart of a megabyte is a large one; what unpacks to more than this was made to fill our memory. */
const LARGEST_BYTES = 64 * 1024 * 1024;
const LARGEST_FILE = 4 * 1024 * 1024;

/** `grafana/values.yaml` -> `values.yaml`: archives have the chart's name in front. */
const inChart = (path: string): string => path.split("/").slice(1).join("/");

/** Path -> text of the wanted files of a chart's archive. Throws for what is no archive. */
export function filesInChart(
  archive: Buffer,
  isWanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const content = gunzipSync(archive, { maxOutputLength: LARGEST_BYTES });
  return new Promise((resolve, reject) => {
    const found = new Map<string, string>();
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const path = inChart(entry.path);
        if (entry.type !== "File" || !isWanted(path) || entry.size > LARGEST_FILE) {
          entry.resume();
          return;
        }
        const chunks: Buffer[] = [];
        entry.on("data", (chunk) => chunks.push(chunk));
        entry.on("end", () => found.set(path, Buffer.concat(chunks).toString("utf8")));
      },
    });
    parser.on("error", reject);
    parser.on("end", () => resolve(found));
    parser.end(content);
  });
}
