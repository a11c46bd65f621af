import type { Finding } from "../../domain/finding";
import { baselineOf, compareToBaseline } from "../../domain/health";
import type { Check, CheckContext } from "../types";

const isSystem = (namespace: string): boolean => namespace === "kube-system";

/** Without a baseline every workload owes all the replicas that it wants. */
async function judge(
  { cluster, baseline }: CheckContext,
  wanted: (namespace: string) => boolean,
): Promise<Finding[]> {
  const now = (await cluster.workloads()).filter(({ namespace }) => wanted(namespace));
  const before = baseline?.workloads ?? now.map((workload) => ({ ...workload, ready: workload.desired }));
  const owed = before.filter(({ namespace }) => wanted(namespace));
  return compareToBaseline(baselineOf(owed), now).filter(({ severity }) => severity === "blocker");
}

export const systemWorkloads: Check = {
  id: "system-workloads",
  title: "system workloads are ready",
  run: (context) => judge(context, isSystem),
};

export const workloads: Check = {
  id: "workloads",
  title: "all workloads are back to where they were before",
  run: (context) => judge(context, (namespace) => !isSystem(namespace)),
};
