import { done, perform } from "../../providers/run";
import { healthyWorld } from "../helpers/fake-world";
import { prepare, publish } from "../helpers/rollout";

test("a step notes how long it took by the clock that nobody sets", async () => {
  const world = healthyWorld();
  const { run } = await prepare({ world, assets: [publish(world)] });
  const step = { id: "x/agent-1/restart", node: "agent-1", kind: "restart", title: "restart k3s on agent-1" };

  await perform(run, step, async () => {
    world.advance(20_000);
    world.clockJumpMs = 7_200_000;
    return done();
  });

  const { phase, data } = run.world.journal.entries().at(-1) ?? {};
  expect({ phase, data }).toEqual({ phase: "result", data: { title: step.title, tookMs: 20_000 } });
});
