import "../helpers/without-kubeconfig";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { examineStreams } from "../../cli/actions/doctor";
import { examineMachine } from "../../cli/examine-machine";
import { ALL_PROBES, busyWorld } from "../helpers/fake-world";
import { settings } from "../helpers/settings";
import { tempFolder } from "../helpers/temp-folder";

const examined = (world = busyWorld(), probes = ALL_PROBES) =>
  examineStreams(world.open().network, { ...settings(world), probes });

test("a stream that is refused at its end was carried, and that is all that counts", async () => {
  expect(await examined()).toMatchObject([
    { title: "streams from server-1", ok: true },
    { title: "streams from agent-1", ok: true },
    { title: "streams from agent-2", ok: true },
  ]);
});

test("a node whose SSH server carries none is named, with what to do", async () => {
  const world = busyWorld();
  world.network.withoutForwarding.add("agent-1");

  expect((await examined(world)).filter(({ ok }) => !ok)).toMatchObject([
    { title: "streams from agent-1", detail: expect.stringMatching(/SSH_FORWARDING.*AllowTcpForwarding/) },
  ]);
});

test("whoever probes nothing over streams needs none", async () => {
  const off = { dns: false, services: false, nodePorts: false, ingress: false };

  expect(await examined(busyWorld(), { ...ALL_PROBES, ...off })).toEqual([]);
});

describe("this machine", () => {
  const look = (env: NodeJS.ProcessEnv, backups?: string) => {
    const projectDir = tempFolder();
    return examineMachine({ projectDir, stack: "home" }, backups ?? join(projectDir, "a/b"), env);
  };

  test("has room where backups go, whether the folder is there yet or not", async () => {
    const [, backups] = await look({});
    expect(backups).toMatchObject({ ok: true, detail: expect.stringMatching(/a\/b, \d+\.\d GiB free$/) });
  });

  test("is told that backups cannot be written before there is one to write", async () => {
    const file = join(tempFolder(), "file");
    writeFileSync(file, "");
    const [, backups] = await look({}, join(file, "backups"));
    expect(backups).toMatchObject({ ok: false, detail: expect.stringContaining("BACKUP_DIRECTORY") });
  });

  test.each([
    [{}, false],
    [{ PULUMI_CONFIG_PASSPHRASE: "x" }, true],
    [{ PULUMI_ACCESS_TOKEN: "x" }, true],
  ])("with %j: %s, it is ready to seal secrets", async (env, ok) => {
    const [secrets] = await look(env);
    expect(secrets?.ok).toBe(ok);
    if (!ok) expect(secrets?.detail).toContain("PASSPHRASE_MISSING");
  });
});
