import { API_PORT, gatewayAddress, nodeAddress } from "../addresses";
import { nodeNames } from "../node/node-paths";
import { labPathsAt } from "../paths";
import { daemonArguments, runDaemon } from "../process/daemon-main";
import { writeRecord } from "../process/process-record";
import { readLabState } from "../state";
import { Balancer } from "./balancer";

const lab = labPathsAt(daemonArguments("lab").lab);

runDaemon(async () => {
  const state = readLabState(lab);
  if (state === undefined) throw new Error(`there is no lab in ${lab.dir}`);
  const servers = nodeNames(state.servers, 0).map((name) => ({
    host: nodeAddress(state, name),
    port: API_PORT,
  }));
  const balancer = new Balancer(servers);
  await balancer.listen(gatewayAddress(state), API_PORT);
  writeRecord(lab.balancerRecordFile, process.pid);
  return balancer;
});
