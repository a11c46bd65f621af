import type { Command } from "commander";
import { inspectHost } from "../../detection/inspect-host";
import { fetchChannels } from "../../detection/k3s/releases";
import type { NodeNetwork } from "../../domain/ports";
import { withWorld } from "../../providers/session";
import type { Settings } from "../../providers/settings";
import type { World } from "../../providers/world";
import { resolveTool } from "../../tools/resolve";
import { contextOf } from "../context";
import { type Examined, examine } from "../examine";
import { examineMachine } from "../examine-machine";
import { EXIT_CODES } from "../exit-codes";
import { mark, note, say, sayJson } from "../output/style";
import { linesOfMadeTools } from "../output/tool-lines";
import { readStackFile } from "../stack-file";

/** Nobody listens on port 1, and nobody has to: whether the stream is carried so far is what matters. */
const NOWHERE = { host: "127.0.0.1", port: 1 };

/** The probes of `validate` and `up` need streams from the nodes; without them nobody minds a server that refuses. */
export function examineStreams(network: NodeNetwork, { ssh, probes }: Settings): Promise<Examined[]> {
  if (!(probes.dns || probes.services || probes.nodePorts || probes.ingress)) return Promise.resolve([]);
  return Promise.all(
    ssh.targets.map(({ name }) =>
      examine(`streams from ${name}`, async () => {
        await network.connect(name, NOWHERE, probes.timeoutMs);
        return "its SSH server carries them";
      }),
    ),
  );
}

export async function runDoctor(_options: object, command: Command): Promise<void> {
  const context = contextOf(command);
  const { settings } = readStackFile(context);
  const examineAll = async ({ cluster, shell, network, http, clock }: World) => [
    await examine("Pulumi engine", async () => {
      const { version, source, file } = await resolveTool("pulumi", {
        onProgress: linesOfMadeTools(note),
      });
      return `${version} from ${source} (${file})`;
    }),
    ...(await examineMachine(context, settings.backup.directory)),
    await examine("Kubernetes API", () => cluster.serverVersion()),
    await examine(
      "k3s channel server",
      async () => `${(await fetchChannels(http, settings.sources)).length} channels`,
    ),
    ...(await Promise.all(
      settings.ssh.targets.map(({ name, unit }) =>
        examine(`SSH to ${name}`, async () => {
          const host = await inspectHost(shell, clock, name, unit);
          return `${host.unit} ${host.service.active}, ${host.binaryVersion} at ${host.binary}`;
        }),
      ),
    )),
    ...(await examineStreams(network, settings)),
  ];
  // A connection that still stands from the last command would hide what is wrong with the next login.
  const findings = await withWorld(settings, examineAll, "own");
  if (context.output === "json") sayJson(findings);
  else
    for (const { title, ok, detail } of findings) say(`${ok ? mark.good() : mark.bad()} ${title}: ${detail}`);
  if (findings.some(({ ok }) => !ok)) process.exitCode = EXIT_CODES.blocked[0];
}
