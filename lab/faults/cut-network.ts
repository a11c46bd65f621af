import { usage } from "../../domain/errors";
import { checkedNode } from "../logs";
import { cutNetwork, mendNetwork } from "../real/cut";
import type { Fault } from "./fault";

/** Nobody is refused: what is sent is lost, so everybody has to find out by waiting. */
export const cutNetworkFault: Fault = {
  id: "cut-network",
  title: "what a node sends and is sent is lost on the way",
  target: "node",
  targetRequired: true,
  params: { from: "only between the node and this one (default: everybody, this machine included)" },
  needsRealNodes: true,
  endsWithLab: true,
  async inject({ lab }, { target, params: { from } }) {
    if (from !== undefined) checkedNode(lab, from);
    if (from === target)
      throw usage("FAULT_TARGET_UNFIT", `${target} cannot be cut off from itself.`, "name another node.");
    await cutNetwork(lab, target, from);
  },
  clear: ({ lab }, { target, params: { from } }) => mendNetwork(lab, target, from),
};
