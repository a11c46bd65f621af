package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/vishvananda/netlink"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// joinPodNetwork takes the place of flannel with its host-gw backend: pods hang on a bridge of their node, and
// every node has a route to the pods of every other.
func joinPodNetwork(ctx context.Context, config Config, client kubernetes.Interface) error {
	var own string
	err := poll(ctx, func() bool {
		node, err := client.CoreV1().Nodes().Get(ctx, config.NodeName, metav1.GetOptions{})
		if err == nil {
			own = node.Spec.PodCIDR
		}
		return own != ""
	})
	if err != nil {
		return err
	}
	if err := writeFile(config.agentFile("etc/cni/net.d/10-lab.conflist"), cniConfig(own)); err != nil {
		return err
	}
	go keepRoutes(ctx, config, client)
	return nil
}

func cniConfig(pods string) string {
	return fmt.Sprintf(`{
  "cniVersion": "1.0.0",
  "name": "lab",
  "plugins": [
    {
      "type": "bridge", "bridge": "cni0", "isGateway": true, "hairpinMode": true,
      "ipam": { "type": "host-local", "ranges": [[{ "subnet": %q }]], "routes": [{ "dst": "0.0.0.0/0" }] }
    },
    { "type": "portmap", "capabilities": { "portMappings": true } }
  ]
}
`, pods)
}

// keepRoutes follows nodes that come, go and change their address.
func keepRoutes(ctx context.Context, config Config, client kubernetes.Interface) {
	for ctx.Err() == nil {
		nodes, err := client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		if err == nil {
			for _, node := range nodes.Items {
				if err := routeTo(config, node); err != nil {
					logf("no route to the pods of %s: %v", node.Name, err)
				}
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
}

func routeTo(config Config, node v1.Node) error {
	address := internalAddress(node)
	if node.Name == config.NodeName || node.Spec.PodCIDR == "" || address == nil {
		return nil
	}
	_, pods, err := net.ParseCIDR(node.Spec.PodCIDR)
	if err != nil {
		return err
	}
	return netlink.RouteReplace(&netlink.Route{Dst: pods, Gw: address})
}

func internalAddress(node v1.Node) net.IP {
	for _, address := range node.Status.Addresses {
		if address.Type == v1.NodeInternalIP {
			return net.ParseIP(address.Address)
		}
	}
	return nil
}
