import type { LabState } from "./state";

const LOOPBACK = "127.0.0.1";
const SSH_PORT = 22;
/** k3s's own port of the API server. */
export const API_PORT = 6443;

/** Where a node is reached: simulated ones share the loopback, real ones have an address each. */
export function nodeAddress({ kind, subnet, servers }: LabState, name: string): string {
  if (kind === "simulated") return LOOPBACK;
  const number = Number(name.split("-").at(-1));
  return `${subnet}.${name.startsWith("server-") ? 10 + number : 10 + servers + number}`;
}

/** This machine as the real nodes of a lab see it. */
export const gatewayAddress = ({ subnet }: LabState): string => `${subnet}.1`;

/** The port of a node's sshd. */
export const sshPort = ({ kind, ports }: LabState, name: string): number =>
  kind === "real" ? SSH_PORT : (ports.nodes[name] ?? 0);

/** Where the API answers: the server, or with several of them the balancer in front. */
export function apiUrl(state: LabState): string {
  if (state.kind === "simulated") return `https://${LOOPBACK}:${state.ports.api}`;
  const host = state.servers > 1 ? gatewayAddress(state) : nodeAddress(state, "server-1");
  return `https://${host}:${API_PORT}`;
}
