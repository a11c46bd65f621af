import { z } from "zod";
import { filePath, text } from "./fields";

const variable = () => text(/^[A-Z_][A-Z0-9_]{0,99}$/, "the name of an environment variable");

export const Git = z
  .strictObject(
    {
      path: filePath().optional().describe("Folder of a checked-out repository; instead of url."),
      url: text(
        /^(?:https:\/\/[^\s@]+|ssh:\/\/\S+|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:\S+)$/,
        "an address such as https://host/path or git@host:path, without a password",
      )
        .optional()
        .describe("Address of the repository; it is cloned for every run."),
      ref: text(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,250}$/, "a branch, a tag or a commit")
        .optional()
        .describe("Branch, tag or commit of url; default: the repository's default branch."),
      cluster: filePath()
        .optional()
        .describe("Folder of this cluster's entry, such as clusters/production; default: all clusters."),
      tokenFrom: variable()
        .optional()
        .describe("Environment variable with a token for url. SSH uses the agent and the user's keys."),
    },
    { error: "an object with path or url" },
  )
  .superRefine(({ path, url, ref }, context) => {
    if ((path === undefined) === (url === undefined))
      context.addIssue({ code: "custom", message: "either path or url" });
    if (path !== undefined && ref !== undefined)
      context.addIssue({ code: "custom", path: ["ref"], message: "ref only together with url" });
  });
export type Git = z.infer<typeof Git>;
