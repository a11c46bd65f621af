package main

import (
	"context"
	"maps"
	"runtime"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	core "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/kubernetes"
)

// register creates or updates a node as a starting kubelet does. It applies only its own fields, so that a
// cordoned node is still cordoned afterwards.
func register(ctx context.Context, client kubernetes.Interface, config Config, name string) error {
	node := core.Node(name).WithLabels(nodeLabels(config, name)).WithAnnotations(map[string]string{
		"k3s.io/hostname":    name,
		"k3s.io/internal-ip": config.NodeIP,
		"kwok.x-k8s.io/node": "fake",
	})
	if _, err := client.CoreV1().Nodes().Apply(ctx, node, manager); err != nil {
		return err
	}
	status := core.Node(name).WithStatus(nodeStatus(config, name))
	_, err := client.CoreV1().Nodes().ApplyStatus(ctx, status, manager)
	return err
}

func nodeLabels(config Config, name string) map[string]string {
	labels := map[string]string{
		v1.LabelHostname:           name,
		v1.LabelOSStable:           "linux",
		v1.LabelArchStable:         runtime.GOARCH,
		v1.LabelInstanceTypeStable: "k3s",
		hostLabel:                  config.NodeName,
	}
	if !config.agent && name == config.NodeName {
		labels["node-role.kubernetes.io/control-plane"] = "true"
	}
	maps.Copy(labels, parseLabels(config.NodeLabels))
	return labels
}

func parseLabels(pairs []string) map[string]string {
	labels := map[string]string{}
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		labels[key] = value
	}
	return labels
}

func nodeStatus(config Config, name string) *core.NodeStatusApplyConfiguration {
	room := v1.ResourceList{
		v1.ResourceCPU:    resource.MustParse("8"),
		v1.ResourceMemory: resource.MustParse("32Gi"),
		v1.ResourcePods:   resource.MustParse("110"),
	}
	return core.NodeStatus().
		WithCapacity(room).
		WithAllocatable(room).
		WithNodeInfo(nodeInfo(name)).
		WithAddresses(
			core.NodeAddress().WithType(v1.NodeInternalIP).WithAddress(config.NodeIP),
			core.NodeAddress().WithType(v1.NodeHostName).WithAddress(name),
		)
}

// nodeInfo reports the version of the running file, and says openly that the rest is simulated.
func nodeInfo(name string) *core.NodeSystemInfoApplyConfiguration {
	return core.NodeSystemInfo().
		WithKubeletVersion(reportedVersion()).
		WithKubeProxyVersion(reportedVersion()).
		WithArchitecture(runtime.GOARCH).
		WithOperatingSystem("linux").
		WithOSImage("lab (simulated node)").
		WithKernelVersion("simulated").
		WithContainerRuntimeVersion("kwok://0.8.0").
		WithMachineID(shortHash(name)).
		WithSystemUUID(shortHash(name)).
		WithBootID(shortHash(name))
}
