import type { LabelSelector } from "./facts";

/** What Kubernetes promises about traffic, as plain data; whether it is kept is measured from the nodes. */

export interface ServicePort {
  /** Empty for the only port of a service. */
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly nodePort: number | null;
  /** Nodes of the ready endpoints that serve this very port; `""` for an endpoint that is no pod. */
  readonly readyOn: readonly string[];
}

export interface ServiceSummary {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  /** Has a selector, so controllers keep its endpoints. */
  readonly selected: boolean;
  readonly readyEndpoints: number;
  /** Its virtual address; `null` for a headless service and for a mere name. */
  readonly clusterIp: string | null;
  readonly ports: readonly ServicePort[];
  /** Only nodes with an endpoint of their own answer: on the cluster IP, on node ports. */
  readonly localOnly: { readonly internal: boolean; readonly external: boolean };
  /** The annotation `gitops-updates/probe` is not `off`. */
  readonly mayBeProbed: boolean;
}

export interface IngressRule {
  /** Empty means any host; may begin with `*.`. */
  readonly host: string;
  readonly path: string;
  readonly tls: boolean;
}

export interface IngressSummary {
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly IngressRule[];
  /** Addresses and names that the controller has written into the status. */
  readonly addresses: readonly string[];
  /** The annotation `gitops-updates/probe` is not `off`. */
  readonly mayBeProbed: boolean;
}

/** A NetworkPolicy that isolates pods for incoming traffic. */
export interface IsolationSummary {
  readonly namespace: string;
  readonly selector: LabelSelector;
}
