import { writeFileSync } from "node:fs";
import { growToHundred } from "./hundred-nodes";
import { atMost, type Figure, figure } from "./measure";
import { engineSeconds, previews } from "./preview";
import { BenchProject } from "./project";
import { rolling } from "./rolling";
import { solverFigures } from "./solver";

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function show({ name, value, unit, goal, met }: Figure): void {
  const verdict = goal === null ? "" : `  goal ${goal}: ${met ? "met" : "not met"}`;
  say(`${name.padEnd(58)} ${String(value).padStart(8)} ${unit}${verdict}`);
}

/** Everything on one cluster in one run, so that the figures can be compared with each other. */
async function measure(project: BenchProject): Promise<Figure[]> {
  say("starting the embedded cluster");
  const lab = await project.run("lab", "up");
  say("previews on 3 nodes");
  const engine = await engineSeconds(project);
  const three = await previews(project, "3 nodes");
  say("growing to 100 nodes and 1,000 pods");
  const cluster = project.read("cluster");
  await growToHundred(project);
  const hundred = await previews(project, "100 nodes, 1,000 pods");
  project.configure({ cluster });
  say("a fresh cluster for the rolling upgrades, in turns with the script");
  await project.run("lab", "reset", "--k3s-version", "v1.36.3+k3s1");
  return [
    figure("lab up, 1 server and 2 agents", lab.seconds, "s"),
    figure("the engine's own start: preview of an empty program", engine, "s"),
    ...three.figures,
    ...hundred.figures,
    atMost("plan of 100 nodes beyond the engine's own start", hundred.warm - engine, "s", 2),
    atMost("memory of the command, preview of 100 nodes", hundred.peakMb, "MB", 300),
    ...(await rolling(project, say)),
    ...solverFigures(),
  ];
}

async function main(): Promise<void> {
  const jsonFile = process.argv[process.argv.indexOf("--json") + 1];
  const project = new BenchProject();
  try {
    const figures = await measure(project);
    for (const it of figures) show(it);
    if (process.argv.includes("--json") && jsonFile !== undefined) {
      writeFileSync(jsonFile, `${JSON.stringify(figures, null, 2)}\n`);
    }
  } finally {
    await project.remove();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
