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

const FIRST_SUBNET = 1;
const LAST_SUBNET = 250;

/** Names of network devices have 15 characters at most. */
export function prefixOf(lab: LabPaths): string {
  return `gu${createHash("sha256").update(lab.dir).digest("hex").slice(0, 6)}`;
}

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

/** A /24 that no route of this machine touches yet. */
export async function chooseSubnet(): Promise<string> {
  const routes = await listed(Routes, "-4", "route", "show", "table", "all");
  const taken = routes.map(({ dst }) => dst);
  for (let number = FIRST_SUBNET; number <= LAST_SUBNET; number++) {
    const subnet = `10.213.${number}`;
    if (!taken.some((dst) => dst.startsWith(`${subnet}.`) || dst === "10.213.0.0/16")) return subnet;
  }
  throw usage("LAB_NO_SUBNET", "every subnet of 10.213.0.0/16 is in use.", "take a lab down.");
}

/** Makes what is missing of the lab's network. */
export async function ensureNetwork(lab: LabPaths, state: LabState): Promise<void> {
  await ensureBridge(lab, state);
  const present = (await listed(Names, "netns", "list")).map(({ name }) => name);
  for (const node of nodeNames(state.servers, state.agents)) {
    if (!present.includes(namespaceOf(lab, node))) await connectNode(lab, state, node);
  }
}

async function ensureBridge(lab: LabPaths, state: LabState): Promise<void> {
  const bridge = bridgeOf(lab);
  const links = await listed(Links, "link", "show", "type", "bridge");
  if (!links.some(({ ifname }) => ifname === bridge))
    await command("ip", "link", "add", bridge, "type", "bridge");
  await command("ip", "address", "replace", `${gatewayAddress(state)}/24`, "dev", bridge);
  await command("ip", "link", "set", bridge, "up");
}

/** The namespace gets its final name last, so that a half-made one is made again. */
async function connectNode(lab: LabPaths, state: LabState, node: string): Promise<void> {
  const namespace = namespaceOf(lab, node);
  const cable = cableOf(lab, node);
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
