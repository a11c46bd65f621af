#!/bin/sh
# The shortest honest way by hand: the same waits as the product, nothing else. No plan, no backup, no digest, no
# journal, no way back. $1 lab folder, $2 version to reach, $3 its k3s file, then the nodes in order.
set -eu
lab=$1 version=$2 file=$3
shift 3
KUBECONFIG=$lab/nodes/server-1/root/etc/rancher/k3s/k3s.yaml
export KUBECONFIG
kubectl() { "$file" kubectl "$@"; }
node_ssh() { ssh -F "$lab/ssh/config" -o ControlMaster=auto -o ControlPersist=30 -o ControlPath="/tmp/gu-peer-%C" "$@"; }
ready() {
  seen=$(kubectl get node "$1" -o jsonpath='{.status.nodeInfo.kubeletVersion} {.status.conditions[?(@.type=="Ready")].status}' 2> /dev/null || true)
  [ "$seen" = "$version True" ]
}
settled() {
  [ -z "$(kubectl get deployments,statefulsets -A -o jsonpath='{range .items[*]}{.spec.replicas} {.status.readyReplicas}{"\n"}{end}' | awk '$1 != $2')" ]
}

for node in "$@"; do node_ssh "$node" 'cat > "$(dirname "$(command -v k3s)")/.k3s.peer" && chmod 755 "$(dirname "$(command -v k3s)")/.k3s.peer"' < "$file"; done
echo "rolling $(date +%s.%N)"
for node in "$@"; do
  case $node in server-*) unit=k3s ;; *) unit=k3s-agent ;; esac
  kubectl drain "$node" --ignore-daemonsets --delete-emptydir-data --force > /dev/null 2>&1
  node_ssh "$node" 'mv -f "$(dirname "$(command -v k3s)")/.k3s.peer" "$(command -v k3s)"'
  node_ssh "$node" "systemctl restart --no-block $unit"
  until ready "$node"; do sleep 0.5; done
  kubectl uncordon "$node" > /dev/null
  until settled; do sleep 1; done
  sleep 1
  until settled; do sleep 1; done
done
echo "done $(date +%s.%N)"
