import { join, posix } from "node:path";
import { stalled } from "../../../domain/errors";
import type { HostFacts } from "../../../domain/facts";
import { copyFiles } from "../../node-scripts/backup";
import type { BackupSource } from "../types";

/** What a server's datastore is sealed with. */
export const tokenFile = (dataDir: string): string => `${dataDir}/server/token`;

/** Everything that makes this host this node; without the token a restored datastore cannot be read. */
function pathsOf({ dataDir, configFile, unitFile, envFiles }: HostFacts): string[] {
  const rancher = posix.dirname(posix.dirname(configFile));
  return [
    rancher,
    unitFile,
    ...envFiles,
    tokenFile(dataDir),
    `${dataDir}/server/tls`,
    `${dataDir}/server/cred`,
  ];
}

export const hostFiles: BackupSource = {
  id: "host-files",
  title: "configuration, units and tokens of every node",
  async collect({ world, hosts, folder }) {
    for (const host of hosts) {
      const stdoutFile = join(folder, `${host.node}.tar`);
      const { code, stderr } = await world.shell.run(host.node, copyFiles, pathsOf(host), { stdoutFile });
      if (code === 0) continue;
      const next = "nothing was changed; mend the cause and run again.";
      throw stalled("HOST_FILES_COPY", `files of ${host.node} were not copied (${stderr.trim()}).`, next);
    }
  },
};
