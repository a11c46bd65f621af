import { join } from "node:path";
import { K3sFiles } from "../k3s-files";
import { packK3s } from "../k3s-source";
import { labPathsAt } from "../paths";
import { daemonArguments, runDaemon } from "../process/daemon-main";
import { writeRecord } from "../process/process-record";
import { readLabState } from "../state";
import { MirrorServer } from "./server";

const lab = labPathsAt(daemonArguments("lab").lab);

runDaemon(async () => {
  const port = readLabState(lab)?.ports.mirror;
  if (port === undefined) {
    throw new Error(`there is no lab in ${lab.dir}`);
  }
  const server = new MirrorServer(lab, new K3sFiles(join(lab.mirrorDir, "k3s"), packK3s));
  await server.listen(port);
  writeRecord(lab.mirrorRecordFile, process.pid);
  return server;
});
