import { gunzipSync } from "node:zlib";
import { Parser } from "tar";

/** A chart of a megabyte is a large one; what unpacks to more than this was made to fill our memory. */
const LARGEST_BYTES = 64 * 1024 * 1024;
const LARGEST_FILE = 4 * 1024 * 1024;

/** `grafana/values.yaml`: of the chart itself, not of one that it brings along. */
const isWanted = (path: string, name: string): boolean => path.split("/").slice(1).join("/") === name;

/** One file of a chart's archive; `null` when it is not in there. Throws for what is no archive. */
export function fileInChart(archive: Buffer, name: string): Promise<string | null> {
  const content = gunzipSync(archive, { maxOutputLength: LARGEST_BYTES });
  return new Promise((resolve, reject) => {
    let found: string | null = null;
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        if (entry.type !== "File" || !isWanted(entry.path, name) || entry.size > LARGEST_FILE) {
          entry.resume();
          return;
        }
        const chunks: Buffer[] = [];
        entry.on("data", (chunk) => chunks.push(chunk));
        entry.on("end", () => {
          found = Buffer.concat(chunks).toString("utf8");
        });
      },
    });
    parser.on("error", reject);
    parser.on("end", () => resolve(found));
    parser.end(content);
  });
}
