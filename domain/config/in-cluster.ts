import { flag } from "./fields";

export const InCluster = flag()
  .default(false)
  .describe("Also keep objects in the cluster that show the run; default false.");
