import type { Agent, RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { blocked } from "../../../domain/errors";
import { loadKubernetesLibrary } from "./load-library";

/** Which cluster to talk to; without a file, KUBECONFIG and `~/.kube/config` decide as for kubectl. */
export interface KubernetesSettings {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Where the API server is, and what every request to it carries. */
export interface Access {
  readonly server: string;
  readonly credentials: () => Promise<RequestOptions>;
  /** The next request gets new ones: a token may end in the middle of a run. */
  readonly forget: (refused: Promise<RequestOptions>) => void;
}

/** What the library takes where there is no kubeconfig at all, and no pod's account either. */
const NOTHING_CONFIGURED = "http://localhost:8080";

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function loadConfig({ kubeconfig, context }: KubernetesSettings): KubeConfig {
  const { KubeConfig } = loadKubernetesLibrary();
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
    if (context !== undefined) config.setCurrentContext(context);
  } catch (error) {
    const next = "set gitops-updates:cluster.kubeconfig to a readable file.";
    throw blocked("KUBECONFIG_UNREADABLE", `the kubeconfig cannot be read (${wordsOf(error)}).`, next, error);
  }
  return config;
}

/** Nothing goes over a connection that anybody can read along. */
function demandServer(config: KubeConfig): string {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined)
    throw blocked("KUBECONFIG_EMPTY", "the kubeconfig names no cluster.", "choose a context that exists.");
  if (server === NOTHING_CONFIGURED) {
    const next = "set KUBECONFIG or gitops-updates:cluster.kubeconfig to the file that kubectl uses.";
    throw blocked("KUBECONFIG_MISSING", "there is neither KUBECONFIG nor a ~/.kube/config.", next);
  }
  if (server.startsWith("https:")) return server;
  const next = "write the address that starts with https:// into the kubeconfig.";
  throw blocked("KUBECONFIG_WITHOUT_TLS", `the kubeconfig says ${server}, which is no https address.`, next);
}

async function logIn(config: KubeConfig): Promise<RequestOptions> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const message = `the kubeconfig's credentials cannot be had (${wordsOf(error)}).`;
    const next = "make kubectl get nodes work with the same kubeconfig.";
    throw blocked("KUBECONFIG_CREDENTIALS", message, next, error);
  }
  // One connection serves many requests; idle ones do not keep the process alive.
  Object.assign(options.agent as Agent, { keepAlive: true });
  return options;
}

/** Throws what is wrong with the kubeconfig, for whoever would otherwise meet it in each of many questions. */
export const demandKubeconfig = (settings: KubernetesSettings): void => void openAccess(settings);

/**
 * Reads the kubeconfig. Credentials, CAs, proxies and exec plugins are the client library's work; what they gave it keeps
 * for as long as the configuration that it read, so new ones need that anew. The context stays that of the beginning,
 * whatever somebody chooses meanwhile.
 */
export function openAccess(settings: KubernetesSettings): Access {
  const first = loadConfig(settings);
  const server = demandServer(first);
  const again = { ...settings, context: first.getCurrentContext() };
  let unused: KubeConfig | null = first;
  let login: Promise<RequestOptions> | null = null;
  const forget = (refused: Promise<RequestOptions>): void => {
    if (refused === login) login = null;
  };
  const credentials = (): Promise<RequestOptions> => {
    if (login !== null) return login;
    const attempt = logIn(unused ?? loadConfig(again));
    unused = null;
    login = attempt;
    attempt.catch(() => forget(attempt));
    return attempt;
  };
  return { server, credentials, forget };
}
