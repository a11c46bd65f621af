import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";

/** An object as it is sent to an API server. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

type Credentials = { readonly token: string } | { readonly cert: Buffer; readonly key: Buffer };

const decoded = (data: unknown): Buffer => Buffer.from(String(data), "base64");

/** Where objects of a kind are made; the plural is the one that the kinds of these tests have. */
export function collectionOf({ apiVersion, kind, metadata: { namespace } }: Manifest): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const within = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${root}${within}/${kind.toLowerCase().replace(/y$/, "ie")}s`;
}

/** The API server of a lab, asked directly, as its administrator or with a token. */
export class KubeApi {
  private constructor(
    readonly server: string,
    readonly ca: Buffer,
    private readonly credentials: Credentials,
  ) {}

  static from(kubeconfig: string): KubeApi {
    const { clusters, users } = parse(readFileSync(kubeconfig, "utf8")) as {
      clusters: [{ cluster: Record<string, string> }];
      users: [{ user: Record<string, string> }];
    };
    const [{ cluster }, { user }] = [clusters[0], users[0]];
    const [cert, key] = ["client-certificate-data", "client-key-data"].map((name) => decoded(user[name]));
    const own = { cert: cert as Buffer, key: key as Buffer };
    return new KubeApi(cluster.server ?? "", decoded(cluster["certificate-authority-data"]), own);
  }

  /** The same server for whoever has the token. */
  as(token: string): KubeApi {
    return new KubeApi(this.server, this.ca, { token });
  }

  send(method: string, path: string, body?: unknown): Promise<Answer> {
    const { token, ...certificate } = { token: undefined, ...this.credentials };
    const headers = {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return new Promise((resolve, reject) => {
      const options = { method, headers, ca: this.ca, ...certificate };
      const asked = request(`${this.server}${path}`, options, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        answer.once("end", () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text) }));
      });
      asked.once("error", reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Makes an object, or fails with what the server said; an unknown field is an error. */
  async create(manifest: Manifest): Promise<Record<string, unknown>> {
    const path = `${collectionOf(manifest)}?fieldValidation=Strict`;
    for (let tries = 0; ; tries++) {
      const { status, body } = await this.send("POST", path, manifest);
      if (status === 201) return body;
      // A definition is served some moments after it is made.
      if (status !== 404 || tries === 50)
        throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${status} ${JSON.stringify(body)}`);
      await sleep(200);
    }
  }

  async replace(manifest: Manifest): Promise<void> {
    const { status, body } = await this.send(
      "PUT",
      `${collectionOf(manifest)}/${manifest.metadata.name}`,
      manifest,
    );
    if (status !== 200)
      throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${JSON.stringify(body)}`);
  }

  /** A token of a ServiceAccount, as the kubelet gets one for its pod. */
  async tokenOf({ namespace, name }: { namespace: string; name: string }): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const { body } = await this.send("POST", path, { spec: { expirationSeconds: 3600 } });
    return (body.status as { token: string }).token;
  }

  /** Whether whoever asks may do this, such as `create` and `pods/exec`, in the words of the API server itself. */
  async may(
    verb: string,
    resource: string,
    place: { namespace?: string; name?: string } = {},
  ): Promise<boolean> {
    const [, plural, subresource = "", group = ""] =
      /^([^./]+)(?:\/([^.]+))?(?:\.(.+))?$/.exec(resource) ?? [];
    const resourceAttributes = { verb, group, resource: plural, subresource, ...place };
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    const { body } = await this.send("POST", path, { spec: { resourceAttributes } });
    return (body.status as { allowed: boolean }).allowed;
  }

  /** A kubeconfig for whoever has the token. */
  writeKubeconfig(file: string): void {
    const user = "token" in this.credentials ? { token: this.credentials.token } : {};
    const cluster = { server: this.server, "certificate-authority-data": this.ca.toString("base64") };
    const text = stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "lab", cluster }],
      users: [{ name: "user", user }],
      contexts: [{ name: "lab", context: { cluster: "lab", user: "user" } }],
      "current-context": "lab",
    });
    writeFileSync(file, text, { mode: 0o600 });
  }
}
