import { labPathsAt } from "../paths";
import { daemonArguments, runDaemon } from "../process/daemon-main";
import { readLabState } from "../state";
import { startNodeDaemon } from "./daemon";

const { lab, node } = daemonArguments("lab", "node");
const paths = labPathsAt(lab);

runDaemon(() => {
  const port = readLabState(paths)?.ports.nodes[node];
  if (port === undefined) {
    throw new Error(`the lab in ${lab} has no node called ${node}`);
  }
  return startNodeDaemon(paths, node, port);
});
