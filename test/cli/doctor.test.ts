import "../helpers/without-kubeconfig";
import { examineStreams } from "../../cli/commands/doctor";
import { ALL_PROBES, busyWorld } from "../helpers/fake-world";
import { settings } from "../helpers/settings";

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
