import { shellQuote } from "../node/shims";
import type { Fault } from "./fault";

/** A release that installs well, tells its version, and dies when it runs. */
export const crashLoopBinary: Fault = {
  id: "crash-loop-binary",
  title: "a version's k3s file exits shortly after its start",
  target: "version",
  targetRequired: true,
  params: { node: "only on this node (default: everywhere)" },
};

/** What the mirror serves in place of the real file; its checksum is right, since the sums file agrees. */
export function crashLoopScript(version: string, realFile: string, node: string | undefined): string {
  return `#!/bin/sh
# The lab's fault "${crashLoopBinary.id}" for k3s ${version}.
real=${shellQuote(realFile)}
case "\${1-}" in
  server|agent) ;;
  *) exec "$real" "$@" ;;
esac
case "\${K3S_NODE_NAME-}" in
  ${node === undefined ? "*" : shellQuote(node)}) ;;
  *) exec "$real" "$@" ;;
esac
echo 'level=info msg="Starting k3s ${version}"'
sleep 1
echo 'level=fatal msg="starting kubernetes: the lab was asked to let this version crash"' >&2
exit 1
`;
}
