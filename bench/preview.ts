import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolEnvironment } from "../tools/environment";
import { labProcessorSeconds } from "./lab-cost";
import { type Figure, figure, median } from "./measure";
import { type BenchProject, type Ended, runProgram } from "./project";

const WARM_RUNS = 3;

/** The engine's own start: a preview of a program that declares nothing, in the same backend. */
export async function engineSeconds(project: BenchProject): Promise<number> {
  const dir = join(project.dir, "empty");
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "Pulumi.yaml"), "name: empty\nruntime: nodejs\nmain: index.js\n");
  writeFileSync(join(dir, "index.js"), "");
  writeFileSync(join(dir, "package.json"), '{"name":"empty","main":"index.js"}');
  const env = {
    ...process.env,
    ...(await toolEnvironment()),
    PULUMI_BACKEND_URL: `file://${dir}`,
    PULUMI_CONFIG_PASSPHRASE: "bench",
  };
  // Programs look for the SDK below their own folder.
  await runProgram("ln", ["-sfn", join(project.dir, "node_modules"), join(dir, "node_modules")], dir);
  await runProgram("pulumi", ["stack", "init", "empty", "--non-interactive"], dir, env).catch(
    () => undefined,
  );
  const runs: number[] = [];
  for (let run = 0; run < WARM_RUNS; run++) {
    runs.push(
      (await runProgram("pulumi", ["preview", "--stack", "empty", "--non-interactive"], dir, env)).seconds,
    );
  }
  return median(runs);
}

export interface Previews {
  readonly figures: Figure[];
  /** Seconds of a later one. */
  readonly warm: number;
  readonly peakMb: number;
  /** What the lab itself computed for one: in a real cluster other machines do that. */
  readonly labSeconds: number;
}

/** The first preview of a process-cold machine differs little from later ones; both are shown. */
export async function previews(project: BenchProject, title: string): Promise<Previews> {
  const lab = join(project.dir, ".lab", "default");
  const cold = await project.run("preview", "-o", "json");
  const before = labProcessorSeconds(lab);
  const warm: Ended[] = [];
  for (let run = 0; run < WARM_RUNS; run++) warm.push(await project.run("preview", "-o", "json"));
  const labSeconds = (labProcessorSeconds(lab) - before) / WARM_RUNS;
  const seconds = median(warm.map((run) => run.seconds));
  return {
    figures: [
      figure(`preview, ${title}, cold`, cold.seconds, "s"),
      figure(`preview, ${title}, warm`, seconds, "s"),
    ],
    warm: seconds,
    peakMb: Math.max(cold.peakMb, ...warm.map((run) => run.peakMb)),
    labSeconds,
  };
}
