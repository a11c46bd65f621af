import { createHash } from "node:crypto";
import { z } from "zod";
import { usage } from "../../domain/errors";
import { gatewayAddress, nodeAddress } from "../addresses";
import { nodeNames } from "../node/node-paths";
import type { LabPaths } from "../paths";
import type { LabState } from "../state";
import { command } from "./command";

/**
 * The wires of a lab with real nodes: a bridge on this machine, and for every node a network namespace with one end
 * of a cable in it. All names begin with the lab's own prefix, so that what a killed command left is found again.
 */

const SUBNETS = 250;

const digestOf = (lab: LabPaths): string => createHash("sha256").update(lab.dir).digest("hex");

/** Names of network devices have 15 characters at most. */
export const prefixOf = (lab: LabPaths): string => `gu${digestOf(lab).slice(0, 6)}`;

export const namespaceOf = (lab: LabPaths, node: string): string => `${prefixOf(lab)}-${node}`;
const bridgeOf = (lab: LabPaths): string => `${prefixOf(lab)}br`;
/** `s1` for server-1, `a2` for agent-2. */
export const cableOf = (lab: LabPaths, node: string): string =>
  `${prefixOf(lab)}${node.replace("server-", "s").replace("agent-", "a")}`;

const Routes = z.array(z.object({ dst: z.string() }));
const Names = z.array(z.object({ name: z.string() }));
const Tables = z.object({
  nftables: z.array(z.object({ table: z.object({ name: z.string() }).optional() })),
});
const Links = z.array(z.object({ ifname: z.string() }));

const listed = async <T>(schema: z.ZodType<T>, ...args: string[]): Promise<T> =>
  schema.parse(JSON.parse((await command("ip", "-json", ...args)) || "[]"));

async function isTaken(subnet: string): Promise<boolean> {
  const routes = await listed(Routes, "-4", "route", "show", "table", "all");
  return routes.some(({ dst }) => dst.startsWith(`${subnet}.`) || dst === "10.213.0.0/16");
}

/** A /24 that no route of this machine touches. Labs begin to look in different places, as two may look at once. */
export async function chooseSubnet(lab: LabPaths): Promise<string> {
  const start = Number.parseInt(digestOf(lab).slice(0, 6), 16);
  for (let step = 0; step < SUBNETS; step++) {
    const subnet = `10.213.${1 + ((start + step) % SUBNETS)}`;
    if (!(await isTaken(subnet))) return subnet;
  }
  throw usage("LAB_NO_SUBNET", "every subnet of 10.213.0.0/16 is in use.", "take a lab down.");
}

/** Makes what is missing of the lab's network. */
export async function ensureNetwork(lab: LabPaths, state: LabState): Promise<void> {
  await ensureBridge(lab, state);
  for (const node of nodeNames(state.servers, state.agents)) {
    if (!(await isConnected(namespaceOf(lab, node)))) await connectNode(lab, state, node);
  }
}

async function ensureBridge(lab: LabPaths, state: LabState): Promise<void> {
  const bridge = bridgeOf(lab);
  const links = await listed(Links, "link", "show", "type", "bridge");
  if (!links.some(({ ifname }) => ifname === bridge)) await addBridge(bridge, state.subnet);
  await command("ip", "address", "replace", `${gatewayAddress(state)}/24`, "dev", bridge);
  await command("ip", "link", "set", bridge, "up");
}

/** The addresses of a lab are in its certificates, so it cannot move to other ones. */
async function addBridge(bridge: string, subnet: string): Promise<void> {
  if (await isTaken(subnet)) {
    const why = `another lab or network has taken ${subnet}.0/24 since this lab was up last.`;
    throw usage("LAB_SUBNET_TAKEN", why, "take the other one down, or make this one anew with lab reset.");
  }
  await command("ip", "link", "add", bridge, "type", "bridge");
}

/** The default route comes last: without it the namespace was left half-made, and is made again. */
async function isConnected(namespace: string): Promise<boolean> {
  const routes = await command("ip", "-netns", namespace, "route", "show", "default").catch(() => "");
  return routes.trim() !== "";
}

async function connectNode(lab: LabPaths, state: LabState, node: string): Promise<void> {
  const namespace = namespaceOf(lab, node);
  const cable = cableOf(lab, node);
  await command("ip", "netns", "delete", namespace).catch(() => undefined);
  await command("ip", "link", "delete", cable).catch(() => undefined);
  await command("ip", "netns", "add", namespace);
  try {
    await command("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace);
    await command("ip", "link", "set", cable, "master", bridgeOf(lab), "up");
    const inside = (...args: string[]) => command("ip", "-netns", namespace, ...args);
    await inside("address", "add", `${nodeAddress(state, node)}/24`, "dev", "eth0");
    await inside("link", "set", "lo", "up");
    await inside("link", "set", "eth0", "up");
    await inside("route", "add", "default", "via", gatewayAddress(state));
  } catch (error) {
    await command("ip", "netns", "delete", namespace).catch(() => undefined);
    throw error;
  }
}

/** Takes the cable out of a node; its address falls silent. */
export const unplug = (lab: LabPaths, node: string) =>
  command("ip", "link", "set", cableOf(lab, node), "down");

export const plug = (lab: LabPaths, node: string) => command("ip", "link", "set", cableOf(lab, node), "up");

/** Every process that lives in the network of one of the lab's nodes. */
export async function processesOf(lab: LabPaths, node: string): Promise<number[]> {
  const found = await command("ip", "netns", "pids", namespaceOf(lab, node)).catch(() => "");
  return found.split("\n").filter(Boolean).map(Number);
}

/** Removes the lab's network; answers how many namespaces there were. */
export async function removeNetwork(lab: LabPaths): Promise<number> {
  const own = (name: string) => name.startsWith(`${prefixOf(lab)}`);
  const namespaces = (await listed(Names, "netns", "list")).map(({ name }) => name).filter(own);
  for (const namespace of namespaces) await command("ip", "netns", "delete", namespace);
  const links = (await listed(Links, "link", "show")).map(({ ifname }) => ifname).filter(own);
  for (const link of links) await command("ip", "link", "delete", link).catch(() => undefined);
  await removeCuts(own);
  return namespaces.length;
}

/** A killed command may have left what the fault cut-network made. */
async function removeCuts(own: (name: string) => boolean): Promise<void> {
  const { nftables } = Tables.parse(JSON.parse(await command("nft", "--json", "list", "tables", "bridge")));
  const tables = nftables.flatMap(({ table }) => table?.name ?? []).filter(own);
  for (const table of tables) await command("nft", "delete", "table", "bridge", table);
}
