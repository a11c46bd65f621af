import type { IncomingMessage } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { waiting } from "../../../domain/errors";
import { type Access, type KubernetesSettings, openAccess } from "./kubeconfig";

export type { KubernetesSettings } from "./kubeconfig";

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  /** Only object metadata, which keeps large lists small. */
  readonly metadataOnly?: boolean;
}

/** Sends one request and returns status and parsed body; only an unreachable API throws. */
export type KubernetesApi = (request: ApiRequest) => Promise<ApiAnswer>;

const REQUEST_MS = 15_000;
const UNAUTHORIZED = 401;
const METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

function headersOf({ method = "GET", body, metadataOnly }: ApiRequest): Record<string, string> {
  // A list of a thousand pods is 4 MB, and a twentieth of that as the server packs it.
  const wanted = {
    accept: metadataOnly === true ? METADATA_LIST : "application/json",
    "accept-encoding": "gzip",
  };
  if (body === undefined) return wanted;
  const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  return { ...wanted, "content-type": type };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const unpack = promisify(gunzip);

async function readAnswer(answer: IncomingMessage): Promise<ApiAnswer> {
  const sent = await buffer(answer);
  const content = answer.headers["content-encoding"] === "gzip" ? await unpack(sent) : sent;
  return { status: answer.statusCode ?? 0, body: parseBody(content.toString("utf8")) };
}

function unreachable(server: string, error: Error): Error {
  const next = "check that the API server runs and that the kubeconfig points to it.";
  return waiting("API_UNREACHABLE", `${server} did not answer (${error.message}).`, next, error);
}

/** A connection that was kept from an earlier request has died, perhaps with the API server behind it. */
class KeptConnectionLost extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/**
 * Once more on another connection, where another server may answer. Whatever we ask may be asked twice: what is
 * written is written by name, or compared first.
 */
async function sendTwice(url: URL, options: RequestOptions, payload: string | undefined): Promise<ApiAnswer> {
  try {
    return await send(url, options, payload);
  } catch (error) {
    if (!(error instanceof KeptConnectionLost)) throw error;
    return send(url, options, payload);
  }
}

function send(url: URL, options: RequestOptions, payload: string | undefined): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(url, options, (answer) => {
      readAnswer(answer).then(resolve, reject);
    });
    outgoing.setTimeout(REQUEST_MS, () =>
      outgoing.destroy(new Error(`no answer within ${REQUEST_MS / 1000} s`)),
    );
    outgoing.on("error", (error) => reject(outgoing.reusedSocket ? new KeptConnectionLost(error) : error));
    outgoing.end(payload);
  });
}

async function ask(server: string, request: ApiRequest, login: RequestOptions): Promise<ApiAnswer> {
  const { headers, ...rest } = login;
  const options = {
    ...rest,
    method: request.method ?? "GET",
    headers: { ...headers, ...headersOf(request) },
  } as RequestOptions;
  const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
  const url = new URL(server.replace(/\/$/, "") + request.path);
  return sendTwice(url, options, payload).catch((error: Error) => {
    throw unreachable(server, error);
  });
}

/**
 * The only door to the API server. The kubeconfig is read at the first request, so that whoever looks at several things
 * can tell a kubeconfig that is missing as one finding.
 */
export function connectKubernetes(settings: KubernetesSettings): KubernetesApi {
  let access: Access | undefined;
  return async (request) => {
    access ??= openAccess(settings);
    const { server, credentials, forget } = access;
    const login = credentials();
    const answer = await ask(server, request, await login);
    if (answer.status !== UNAUTHORIZED) return answer;
    forget(login);
    return ask(server, request, await credentials());
  };
}
