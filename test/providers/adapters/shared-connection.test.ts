import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connections, openSshShell } from "../../../providers/adapters/ssh";
import { rejectionOf } from "../../helpers/rejection";
import { type SshNodes, startSshNodes } from "../../helpers/ssh-nodes";
import { tempFolder } from "../../helpers/temp-folder";

const hello = { name: "hello", text: "echo hello" };
const slow = { name: "slow", text: 'echo begun >> "$1"; sleep 1; echo done' };

let nodes: SshNodes;
beforeAll(async () => {
  nodes = await startSshNodes(0);
});
afterAll(() => nodes.close());

test("a command that ends does not end what another one is doing over the same connection", async () => {
  const [node = ""] = nodes.names;
  const begun = join(tempFolder(), "begun");
  const running = nodes.shell.run(node, slow, [begun]);
  while (!existsSync(begun)) await sleep(10);

  const other = openSshShell(nodes.settings);
  await other.run(node, hello, []);
  other.close();

  expect(await running).toMatchObject({ code: 0, stdout: "done\n" });
  expect(readFileSync(begun, "utf8")).toBe("begun\n");
});

test("who has connections of its own logs in, whatever stands from before", async () => {
  const [node = ""] = nodes.names;
  const configFile = join(tempFolder(), "config");
  const config = readFileSync(nodes.settings.configFile ?? "", "utf8");
  writeFileSync(configFile, config.replace(/UserKnownHostsFile .*/, "UserKnownHostsFile /dev/null"));
  const ask = (connections: Connections) =>
    openSshShell({ ...nodes.settings, configFile, connections }).run(node, hello, []);
  await nodes.shell.run(node, hello, []);

  expect(await ask("shared")).toMatchObject({ code: 0 });
  expect(await rejectionOf(ask("own"))).toMatchObject({ code: "SSH_HOST_KEY" });
});
