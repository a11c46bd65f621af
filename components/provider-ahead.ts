import { runtime } from "@pulumi/pulumi";

/** Belongs to the package that every dynamic resource belongs to, so whoever asks for it starts that one's host. */
const FUNCTION_OF_THE_HOST = "pulumi-nodejs:dynamic:Begin";

/**
 * Lets the engine start its provider host while the plan is made. It would do so at the first resource, half a second
 * that a preview then waits for. The host has no functions and answers so, to us alone: what counts is that it runs.
 *
 * Left alone where the host is not ours (tools/environment.ts): ours ends with the engine from its first moment on, the
 * official one only once it was called, and would stay for good after a `kill -9` in the middle of the plan.
 */
export function beginProviderHost(): void {
  if (process.env.GITOPS_UPDATES_PROVIDER_HOST !== "ours") return;
  runtime.invoke(FUNCTION_OF_THE_HOST, {}).catch(() => undefined);
}
