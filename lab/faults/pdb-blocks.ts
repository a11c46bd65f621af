import { z } from "zod";
import { usage } from "../../domain/errors";
import type { Fault, FaultWorld } from "./fault";

const NAMESPACE = "shop";
/** One that has no budget of its own, on simulated nodes and on real ones. */
const DEFAULT_APP = "mailer";

const Budgets = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ selector: z.object({ matchLabels: z.record(z.string(), z.string()).optional() }) }),
    }),
  ),
});

/** A disruption budget that lets nothing go: a drain of the app's nodes cannot end. */
export const pdbBlocks: Fault = {
  id: "pdb-blocks",
  title: `a PodDisruptionBudget forbids every eviction of an app (default: ${DEFAULT_APP})`,
  target: "app",
  targetRequired: false,
  params: {},
  async inject(world, { target }) {
    const app = target || DEFAULT_APP;
    await refuseSecondBudget(world, app);
    await world.kubectl(["apply", "--server-side", "--filename", "-"], budget(app));
  },
  async clear(world, { target }) {
    const name = nameOf(target || DEFAULT_APP);
    await world.kubectl(["delete", "pdb", name, "--namespace", NAMESPACE, "--ignore-not-found"]);
  },
};

/** With two budgets on a pod the API server answers evictions with an error of its own, not with "not now". */
async function refuseSecondBudget(world: FaultWorld, app: string): Promise<void> {
  const listed = await world.kubectl(["get", "pdb", "--namespace", NAMESPACE, "--output", "json"]);
  const { items } = Budgets.parse(JSON.parse(listed));
  const others = items.filter(
    ({ metadata, spec }) => spec.selector.matchLabels?.app === app && metadata.name !== nameOf(app),
  );
  if (others.length > 0) {
    throw usage(
      "FAULT_TARGET_UNFIT",
      `the app ${app} has a budget of its own.`,
      `take one without, such as ${DEFAULT_APP}.`,
    );
  }
}

function nameOf(app: string): string {
  return `lab-blocks-${app}`;
}

function budget(app: string): string {
  return JSON.stringify({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: nameOf(app), namespace: NAMESPACE },
    spec: { maxUnavailable: 0, selector: { matchLabels: { app } } },
  });
}
