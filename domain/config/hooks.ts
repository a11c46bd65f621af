import { z } from "zod";
import { listOf } from "./fields";

const accepted = "a text without NUL";

const argument = z
  .string({ error: accepted })
  .max(4096, { error: "a text of at most 4096 characters" })
  .refine((value) => !value.includes("\0"), { error: accepted });

const command = listOf(argument, 100, 'a command as a list such as ["notify", "begin"]').min(1, {
  error: "a command with at least a name",
});

const commands = () => listOf(command, 20, "a list of commands, each a list of texts").default([]);

export const Hooks = z.strictObject(
  {
    before: commands().describe("Commands run on this machine before the first node; default none."),
    after: commands().describe("Commands run on this machine after the last node; default none."),
  },
  { error: 'an object such as {"before": [["notify", "begin"]]}' },
);
export type Hooks = z.infer<typeof Hooks>;
