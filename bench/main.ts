import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { detectionFigures } from "./detection";
import { growToHundred } from "./hundred-nodes";
import { labMemoryMb } from "./lab-cost";
import { atMost, type Figure, figure } from "./measure";
import { engineSeconds, previews } from "./preview";
import { BenchProject } from "./project";
import { realNodes } from "./real-nodes";
import { rolling } from "./rolling";
import { solverFigures } from "./solver";

const ROUNDS = 3;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function show({ name, value, unit, goal, met }: Figure): void {
  const verdict = goal === null ? "" : `  goal ${goal}: ${met ? "met" : "not met"}`;
  say(`${name.padEnd(78)} ${String(value).padStart(8)} ${unit}${verdict}`);
}

/**
 * What the product costs, on simulated nodes: they take next to no time themselves, so the figures are the product's,
 * and can be compared between machines and with earlier ones.
 */
async function simulatedNodes(project: BenchProject): Promise<Figure[]> {
  say("starting the embedded cluster with simulated nodes");
  const lab = await project.run("lab", "up", "--nodes", "simulated");
  const memory = labMemoryMb(join(project.dir, ".lab", "default"));
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
    figure("lab up, 3 simulated nodes", lab.seconds, "s"),
    figure("memory of the lab of 3 simulated nodes", memory, "MB"),
    figure("the engine's own start: preview of an empty program", engine, "s"),
    ...three.figures,
    ...hundred.figures,
    figure(
      "preview of 100 nodes, processor time of hosts and control plane played here",
      hundred.labSeconds,
      "s",
    ),
    atMost("plan of 100 nodes beyond the engine's own start", hundred.warm - engine, "s", 2),
    atMost("memory of the command, preview of 100 nodes", hundred.peakMb, "MB", 300),
    ...(await rolling(project, { on: "simulated nodes", rounds: ROUNDS, log: say })),
  ];
}

type Group = (project: BenchProject) => Promise<readonly Figure[]> | readonly Figure[];

const GROUPS: Readonly<Record<string, Group>> = {
  detection: () => {
    say("detections of 60 releases in 645 files");
    return detectionFigures();
  },
  solver: () => solverFigures(),
  "simulated-nodes": simulatedNodes,
  "real-nodes": (project) => realNodes(project, say),
};

/** The groups that are named, or all of them. */
function groupsFor(words: readonly string[]): readonly Group[] {
  const named = words.filter((word, i) => !word.startsWith("--") && words[i - 1] !== "--json");
  const known = Object.keys(GROUPS);
  const strange = named.filter((it) => !known.includes(it));
  if (strange.length > 0)
    throw new Error(`there is no ${strange.join(", ")}; groups are ${known.join(", ")}`);
  return (named.length === 0 ? known : named).flatMap((it) => GROUPS[it] ?? []);
}

async function main(words: readonly string[]): Promise<void> {
  const groups = groupsFor(words);
  const jsonFile = words.includes("--json") ? words[words.indexOf("--json") + 1] : undefined;
  const project = new BenchProject();
  try {
    const figures: Figure[] = [];
    for (const group of groups) figures.push(...(await group(project)));
    for (const it of figures) show(it);
    if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await project.remove();
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
