import { partial } from "../../domain/errors";
import { nextNodes, type RolloutNode } from "../../domain/node-order";
import { rolloutSteps } from "../../domain/rollout-steps";
import type { Step } from "../../domain/steps";
import { isOpen, nextOpening } from "../../domain/window";
import { stopIfAsked } from "../run";
import type { NodeTask, RolloutContext } from "./rollout-context";
import { upgradeNode } from "./upgrade-node";

/** The node's own part of the stage: from cordon to a settled cluster. */
const stepsOf = (task: NodeTask): Step[] =>
  rolloutSteps({ to: task.to }, [{ ...task, done: false }]).filter(({ node }) => node === task.node);

/** Windows bind: asked again before every node, not only at the start. */
function stopOutsideWindow({ run, settings }: RolloutContext): void {
  const { window } = settings.policy;
  const now = run.world.clock.now();
  if (isOpen(window, now)) return;
  const opens = nextOpening(window, now)?.toISOString() ?? "never";
  const next = `run again when it opens (${opens}); it goes on with the next node.`;
  throw partial("WINDOW_CLOSED", "the maintenance window is closed.", next);
}

/** Which nodes are on their way, and what went wrong with them. */
class Progress {
  private readonly states = new Map<string, RolloutNode["state"]>();
  readonly running = new Map<string, Promise<void>>();
  readonly failures: unknown[] = [];

  constructor(
    private readonly context: RolloutContext,
    private readonly tasks: readonly NodeTask[],
  ) {}

  /** Who may be begun now. */
  private next(): NodeTask[] {
    const nodes = this.tasks.map(({ node, role }) => ({
      name: node,
      role,
      state: this.states.get(node) ?? "pending",
    }));
    const names = nextNodes(nodes, this.context.settings.policy.maxUnavailable);
    return this.tasks.filter(({ node }) => names.includes(node));
  }

  /** Asked before every node: nodes that are on their way end well, and that is where a run may stop. */
  beginNext(): void {
    const next = this.next();
    if (next.length === 0) return;
    try {
      stopIfAsked(this.context.run);
      stopOutsideWindow(this.context);
      for (const task of next) this.begin(task);
    } catch (error) {
      this.failures.push(error);
    }
  }

  private begin(task: NodeTask): void {
    this.states.set(task.node, "running");
    const ended = upgradeNode(this.context, task, stepsOf(task)).then(
      () => this.end(task, "done"),
      (error: unknown) => {
        this.failures.push(error);
        this.end(task, "failed");
      },
    );
    this.running.set(task.node, ended);
  }

  private end({ node }: NodeTask, state: "done" | "failed"): void {
    this.states.set(node, state);
    this.running.delete(node);
  }
}

/** Takes nodes as their order and `maxUnavailable` allow; after a failure or a request to stop no further one begins. */
export async function rollForward(context: RolloutContext, tasks: readonly NodeTask[]): Promise<void> {
  const progress = new Progress(context, tasks);
  for (;;) {
    if (progress.failures.length === 0) progress.beginNext();
    if (progress.running.size === 0) break;
    await Promise.race(progress.running.values());
  }
  if (progress.failures.length > 0) throw progress.failures[0];
}
