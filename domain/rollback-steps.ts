import { blocked } from "./errors";
import type { Datastore, NodeRole } from "./facts";
import { makeStep, type Step, type StepKind } from "./steps";

export interface RollbackNode {
  readonly node: string;
  readonly role: NodeRole;
}

type Make = (node: string | null, kind: StepKind, title: string) => Step;

const maker =
  (to: string): Make =>
  (node, kind, title) =>
    makeStep(`rollback/${to}`, node, kind, title);

const head = (make: Make): Step[] => [
  make(null, "preflight", "check that the rollback can be done"),
  make(null, "lock", "take the cluster's lock"),
];

const tail = (make: Make, to: string): Step[] => [
  make(null, "validate", `validate the cluster at ${to}`),
  make(null, "unlock", "release the cluster's lock"),
];

const withRole = (nodes: readonly RollbackNode[], role: NodeRole): string[] =>
  nodes.filter((it) => it.role === role).map(({ node }) => node);

function swapBack(make: Make, to: string, node: string): Step[] {
  return [
    make(node, "cordon", `cordon ${node}`),
    make(node, "restore-binary", `put k3s ${to} back on ${node}`),
    make(node, "restart", `restart k3s on ${node}`),
    make(node, "wait-ready", `wait until ${node} is Ready at ${to}`),
    make(node, "uncordon", `uncordon ${node}`),
    make(node, "settle", `wait until the workloads are back as they were before ${node}`),
  ];
}

/**
 * Within a minor the old binary reads the datastore as it is, so nodes are swapped back one by one. Agents go
 * first: they may never be newer than their servers. Unless no API server answers: then nothing can be waited for
 * before the servers are back.
 */
export function patchRollbackSteps(to: string, nodes: readonly RollbackNode[], apiAnswers = true): Step[] {
  const make = maker(to);
  const [servers, agents] = [withRole(nodes, "server").reverse(), withRole(nodes, "agent")];
  const order = apiAnswers ? [...agents, ...servers] : [...servers, ...agents];
  return [...head(make), ...order.flatMap((node) => swapBack(make, to, node)), ...tail(make, to)];
}

const start = (make: Make, to: string, node: string): Step[] => [
  make(node, "start-service", `start k3s on ${node}`),
  make(node, "wait-ready", `wait until ${node} is Ready at ${to}`),
];

/**
 * Whether a server's member answers is asked on the server itself: the API that we know may be that of another one, which
 * has not joined yet.
 */
const startMember = (make: Make, node: string): Step[] => [
  make(node, "start-service", `start k3s on ${node}`),
  make(node, "wait-member", `wait until the etcd member on ${node} answers`),
];

/** A member of the old etcd cluster must come back empty, or it reports a cluster ID mismatch (k3s#6806). */
function joinAnew(make: Make, node: string): Step[] {
  const title = `move the old etcd data of ${node} away so that it joins anew`;
  return [make(node, "clear-datastore", title), ...startMember(make, node)];
}

function resetEtcd(make: Make, to: string, first: string, others: readonly string[]): Step[] {
  return [
    make(
      first,
      "restore-datastore",
      `restore the datastore on ${first} from the snapshot with a cluster reset`,
    ),
    ...startMember(make, first),
    ...others.flatMap((node) => joinAnew(make, node)),
    ...[first, ...others].map((node) => make(node, "wait-ready", `wait until ${node} is Ready at ${to}`)),
  ];
}

function putBack(make: Make, to: string, first: string, others: readonly string[]): Step[] {
  const restored = make(first, "restore-datastore", `restore the datastore on ${first} from the backup`);
  return [restored, ...[first, ...others].flatMap((node) => start(make, to, node))];
}

function bringBack(make: Make, to: string, datastore: Datastore, servers: readonly string[]): Step[] {
  const [first, ...others] = servers;
  if (first === undefined)
    throw blocked("NO_SERVER", "there is no server to restore.", "check the inventory.");
  return (datastore === "etcd" ? resetEtcd : putBack)(make, to, first, others);
}

/**
 * Back over a minor: the old binaries cannot read the new objects, so the datastore goes back with them and the
 * whole control plane is down meanwhile. Order of k3s' `docs/upgrades/roll-back.md` (which writes the agents' unit
 * wrongly as `k3s`; it is `k3s-agent`). Its recipe for etcd also kills all pods; that is left out, because a restored
 * datastore is no other than a restored SQLite one: kubelets end what it does not know.
 * @param nodes servers in the order in which they come back: the first one gets the data
 */
export function minorRollbackSteps(to: string, datastore: Datastore, nodes: readonly RollbackNode[]): Step[] {
  if (datastore !== "sqlite" && datastore !== "etcd") {
    const found = `the datastore is ${datastore}, which is not ours to restore.`;
    throw blocked("DATASTORE_EXTERNAL", found, "restore the database with its own tool.");
  }
  const make = maker(to);
  const [servers, agents] = [withRole(nodes, "server"), withRole(nodes, "agent")];
  const all = [...agents, ...servers];
  return [
    ...head(make),
    ...all.map((node) => make(node, "stop-service", `stop k3s on ${node}`)),
    ...all.map((node) => make(node, "restore-binary", `put k3s ${to} back on ${node}`)),
    ...bringBack(make, to, datastore, servers),
    ...agents.flatMap((node) => start(make, to, node)),
    ...[...servers, ...agents].map((node) => make(node, "uncordon", `uncordon ${node}`)),
    ...tail(make, to),
  ];
}
