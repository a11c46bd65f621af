import { z } from "zod";
import { dnsName, flag, hostName, text, whole } from "./fields";

/** How one node's host is reached. */
export const NodeHost = z.strictObject(
  {
    name: dnsName().describe("Name of the node in Kubernetes, as kubectl get nodes shows it."),
    host: hostName().describe("ssh alias, host name or address of its host."),
    user: text(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, "a user name")
      .optional()
      .describe("ssh user; default: what the ssh configuration says."),
    port: whole(1, 65_535)
      .optional()
      .describe("ssh port; default: what the ssh configuration says, else 22."),
    unit: text(/^[A-Za-z0-9_.@][A-Za-z0-9_.@-]{0,99}$/, "the name of a systemd unit, such as k3s-agent")
      .optional()
      .describe("systemd unit of k3s; default: found by itself, k3s on servers and k3s-agent on agents."),
    sudo: flag().optional().describe("Run commands through sudo on this node; default: ssh.sudo."),
  },
  { error: 'a node such as {"name": "agent-1", "host": "10.0.0.11"}' },
);
export type NodeHost = z.infer<typeof NodeHost>;

const duplicates = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, i) => names.indexOf(name) !== i)),
];

export const Nodes = z
  .array(NodeHost, { error: "a list of nodes" })
  .max(1000, { error: "at most 1000 nodes" })
  .superRefine((nodes, context) => {
    for (const name of duplicates(nodes.map((node) => node.name))) {
      context.addIssue({ code: "custom", message: `names that are unique; "${name}" is there twice` });
    }
  });
