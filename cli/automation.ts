import type { EngineEvent, PulumiFn, Stack } from "@pulumi/pulumi/automation";
import { blocked, isUpdateError, partial, stalled, type UpdateError, usage } from "../domain/errors";
import { loadKubernetesLibrary } from "../providers/adapters/kubernetes/load-library";
import { COMMAND_VARIABLE } from "../providers/processes";
import { environmentFor } from "../tools/environment";
import { resolveTool } from "../tools/resolve";
import type { CliContext } from "./context";
import { openInEngine } from "./engine";
import { note } from "./output/style";
import { linesOfMadeTools } from "./output/tool-lines";
import { demandPassphrase, ensureFileBackend, projectEnvironment } from "./project-environment";

/**
 * Opens the stack with the same program that plain `pulumi` runs, in a workspace that finds engine and plugins.
 * @param meanwhile called when all is in order, while the engine is at work in a process of its own
 */
export async function openStack(
  context: CliContext,
  program: PulumiFn,
  meanwhile: () => void = loadKubernetesLibrary,
): Promise<OpenStack> {
  const engine = await resolveTool("pulumi", { onProgress: linesOfMadeTools(note) });
  const envVars: Record<string, string> = {
    ...projectEnvironment(context),
    ...environmentFor(engine, process.env.PATH ?? ""),
    [COMMAND_VARIABLE]: String(process.pid),
  };
  // The library looks for what the engine needs on this process's own PATH.
  Object.assign(process.env, envVars);
  const backend = process.env.PULUMI_BACKEND_URL;
  demandPassphrase(context, process.env);
  ensureFileBackend(backend);
  const { stack, projectDir: workDir } = context;
  const opening = openInEngine({ engine, stack, backend, workDir, envVars, program });
  meanwhile();
  return { stack: await opening, backend };
}

/** A stack and where its state lies; `undefined` is Pulumi Cloud or wherever the user is logged in. */
export interface OpenStack {
  readonly stack: Stack;
  readonly backend: string | undefined;
}

/** For commands that look at the stack without running the program. */
export const openStackOnly = (context: CliContext): Promise<OpenStack> =>
  openStack(context, async () => ({}));

/** Collects what the engine and its providers call errors. */
export class Diagnostics {
  readonly errors: string[] = [];
  /** What our own program threw, in this very process. */
  thrown: unknown;
  readonly onError = (error: unknown): void => {
    this.thrown = error;
  };
  readonly onEvent = (event: EngineEvent): void => {
    const { severity, message } = event.diagnosticEvent ?? {};
    if (severity === "error" && message !== undefined)
      this.errors.push(message.replaceAll(/<\{%.*?%\}>/g, "").trim());
  };
}

/** Up to the last advice: an error that tells of another one quotes that one's advice before its own. */
const OURS = /\b([A-Z][A-Z0-9_]{3,}): ([\s\S]*) Next: ([^\n]*)/;

/**
 * The engine passes our errors on as text. The code in front says again which kind it was, so that the exit code is
 * the same as if the command had thrown it itself.
 */
export function fromDiagnostics({ errors, thrown }: Diagnostics, fallback: unknown): UpdateError {
  if (isUpdateError(thrown)) return thrown;
  if (isUpdateError(fallback)) return fallback;
  const text = errors.join("\n");
  const found = errors.map((error) => OURS.exec(error)).find((match) => match !== null) ?? null;
  if (found !== null) {
    const [, code = "", message = "", next = ""] = found;
    const make = code.startsWith("CONFIG_") || code.startsWith("INVENTORY_") ? usage : kindOf(code);
    return make(code, message, next);
  }
  if (/currently locked by/.test(text + String(fallback))) {
    return blocked(
      "STACK_LOCKED",
      "another update holds the stack's lock.",
      "wait for it, or run gitops-update up once its process is gone.",
    );
  }
  const said = text.split("\n").find((line) => line.trim() !== "") ?? String(fallback);
  return stalled(
    "ENGINE_FAILED",
    said,
    "run again; if it stays so, look at: gitops-update status.",
    fallback,
  );
}

const PROGRESS_KEPT = new Set(["STOP_REQUESTED", "SSH_UNREACHABLE", "API_UNREACHABLE", "LOCK_LOST"]);
const NOTHING_CHANGED =
  /^(API_FORBIDDEN|ASSET_|IDENTITY_|NODE_UNREACHABLE|NODE_UNKNOWN|BARE_PODS|EXTERNAL_DATASTORE|ROLLBACK_CLASS|RESTORE_BY_HAND|SSH_HOST_KEY|SSH_DENIED|UNIT_|KUBECONFIG_|BACKUP_|DOWNLOAD_|DIGEST_|CLUSTER_LOCKED|PLAN_BLOCKED|ARCH_|WINDOW_|STAGE_WRONG)/;

function kindOf(code: string) {
  if (PROGRESS_KEPT.has(code)) return partial;
  return NOTHING_CHANGED.test(code) ? blocked : stalled;
}
