import type { StepKind } from "../../domain/steps";
import { done, type StepResult } from "../run";
import { awaitMember } from "./await-member";
import { awaitNode } from "./await-node";
import { putKeptBinary, swapBinary } from "./binary";
import { drainNode } from "./drain-node";
import { restartService, startService, stopService } from "./node-service";
import { patiently } from "./patience";
import { clearDatastore } from "./restore-datastore";
import type { NodeTask, RolloutContext } from "./rollout-context";
import { recover, settle } from "./settle";

/** Does one step on one node; every act looks before it touches, so it can be repeated after a crash. */
export type Act = (context: RolloutContext, task: NodeTask) => Promise<StepResult>;

const cordon: Act = async ({ run }, { node }) => {
  await patiently(run, () => run.world.cluster.cordon(node, run.id));
  return done();
};

const uncordon: Act = async ({ run }, { node }) => {
  await patiently(run, () => run.world.cluster.uncordon(node));
  return done();
};

const waitReady: Act = ({ run, settings }, task) =>
  awaitNode(run, task, {
    version: task.to,
    leaseBefore: task.leaseBefore,
    timeoutMs: settings.policy.nodeTimeoutMs,
    crashLoopRestarts: settings.policy.crashLoopRestarts,
  });

/** The steps that concern one node, by kind. A new kind of step is a function and a line here. */
export const acts = {
  cordon,
  drain: drainNode,
  swap: ({ run }, task) => swapBinary(run, task),
  restart: ({ run }, task) => restartService(run, task),
  "stop-service": ({ run }, task) => stopService(run, task),
  "start-service": ({ run }, task) => startService(run, task),
  "restore-binary": ({ run }, task) => putKeptBinary(run, task),
  "clear-datastore": ({ run }, task) => clearDatastore(run, task),
  "wait-member": awaitMember,
  "wait-ready": waitReady,
  recover: (context, task) => recover(context, task.node),
  uncordon,
  settle: (context, task) => settle(context, task.node),
} as const satisfies Partial<Record<StepKind, Act>>;

export type NodeStepKind = keyof typeof acts;
export const isNodeStep = (kind: StepKind): kind is NodeStepKind => kind in acts;
