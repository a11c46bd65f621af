import { labPathsAt } from "../paths";
import { daemonArguments, runDaemon } from "../process/daemon-main";
import { readLabState } from "../state";
import { startNodeDaemon } from "./daemon";
import { nodeNames } from "./node-paths";

const { lab, node } = daemonArguments("lab", "node");
const paths = labPathsAt(lab);

runDaemon(() => {
  const state = readLabState(paths);
  if (state === undefined || !nodeNames(state.servers, state.agents).includes(node)) {
    throw new Error(`the lab in ${lab} has no node called ${node}`);
  }
  return startNodeDaemon(paths, state, node);
});
