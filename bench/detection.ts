import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchSources } from "./detection-sources";
import { makeTree } from "./detection-tree";
import { atMost, type Figure, median } from "./measure";
import { runProgram } from "./project";

const WARM_RUNS = 3;
const COMPONENTS = 62;

interface Look {
  readonly seconds: number;
  readonly requests: number;
  readonly components: number;
  readonly unknown: number;
  readonly rss: number;
}

/** A look that found something else than it should measures nothing. */
function demandWhole(look: Look): Look {
  if (look.components === COMPONENTS && look.unknown === 0) return look;
  throw new Error(`the look found ${look.components} components, ${look.unknown} of them unknown`);
}

/** Whole looks of 60 releases in 645 files, each in a process of its own: with nothing known, warm, and the next day. */
export async function detectionFigures(): Promise<Figure[]> {
  const sources = new BenchSources();
  const url = await sources.listen();
  const [tree, cache] = [makeTree(url), mkdtempSync(join(tmpdir(), "gu-bench-cache-"))];
  const look = async (hours: number): Promise<Look> => {
    const words = [join(__dirname, "detection-look.js"), tree, url, cache, String(hours)];
    const { stdout } = await runProgram(process.execPath, words, tree);
    return demandWhole(JSON.parse(stdout) as Look);
  };
  try {
    const cold = await look(0);
    const warm: Look[] = [];
    for (let run = 0; run < WARM_RUNS; run++) warm.push(await look(0));
    const later = await look(2);
    return [
      atMost("detection of 60 releases in 645 files, cold", cold.seconds, "s", 5),
      atMost("detection, warm", median(warm.map(({ seconds }) => seconds)), "s", 1),
      atMost(
        "requests of a warm detection",
        Math.max(...warm.map(({ requests }) => requests)),
        "requests",
        12,
      ),
      atMost("requests of a detection two hours later", later.requests, "requests", 12),
      atMost("memory of a detection", cold.rss, "MB", 300),
    ];
  } finally {
    sources.close();
    for (const folder of [tree, cache]) rmSync(folder, { recursive: true, force: true });
  }
}
