import type { NodeScript } from "../../domain/ports";

/**
 * Asks this very server's own API server, with k3s `$1` and the configuration file `$2`, whether the etcd member
 * beside it answers a read, for which the member needs the others' majority. Cluster-wide conditions are half a minute
 * old when a member dies.
 */
export const etcdReady: NodeScript = {
  name: "etcd-ready",
  text: `
file=$(sed -n 's/^write-kubeconfig:[[:space:]]*//p' "$2" 2>/dev/null | tr -d '"' | tail -n 1)
KUBECONFIG=\${file:-/etc/rancher/k3s/k3s.yaml} "$1" kubectl get --raw /readyz/etcd --request-timeout=10s
`,
};
