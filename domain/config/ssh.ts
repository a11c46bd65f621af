import { z } from "zod";
import { duration, filePath, flag } from "./fields";

export const Ssh = z.strictObject(
  {
    configFile: filePath().optional().describe("ssh configuration file; default: the user's own."),
    connectTimeout: duration()
      .prefault("10s")
      .describe("How long to wait for a connection; default 10s. A host that is busy booting needs more."),
    sudo: flag()
      .default(false)
      .describe("Run commands through sudo; default false, for hosts that are reached as root."),
  },
  { error: "an object with the ssh settings" },
);
export type Ssh = z.infer<typeof Ssh>;
