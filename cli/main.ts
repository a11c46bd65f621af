#!/usr/bin/env node
import "./demand-nodejs";
import "./process-setup";
import { CommanderError } from "commander";
import { describeError, isUpdateError } from "../domain/errors";
import { withVersionCommand } from "./commands/version";
import { EXIT_CODES, exitCodeOf } from "./exit-codes";
import { outliveReaders } from "./output/broken-pipe";
import { buildProgram } from "./program";

/** Asked of the bare words, because the error may be that they cannot be parsed. */
const wantsJson = (): boolean => / (-o ?|--output[ =])json( |$)/.test(process.argv.join(" "));

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok[0] : EXIT_CODES.usage[0];
    return;
  }
  if (wantsJson() && isUpdateError(error)) {
    const { kind, code, message, next } = error;
    process.stderr.write(`${JSON.stringify({ error: { kind, code, message, next } })}\n`);
  } else {
    process.stderr.write(`gitops-update: ${describeError(error)}\n`);
    if (!isUpdateError(error) && process.env.GITOPS_UPDATES_DEBUG !== undefined) console.error(error);
  }
  process.exitCode = exitCodeOf(error);
}

outliveReaders();
buildProgram()
  .parseAsync(withVersionCommand(process.argv.slice(2)), { from: "user" })
  .catch(fail);
