/** What is measured from the nodes, and how patiently. */
export interface ProbeSettings {
  readonly dns: boolean;
  readonly services: boolean;
  readonly nodePorts: boolean;
  readonly ingress: boolean;
  readonly storage: boolean;
  readonly timeoutMs: number;
  readonly clusterDomain: string;
}
