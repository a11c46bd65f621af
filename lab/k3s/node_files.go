package main

import (
	"fmt"
	"path/filepath"
)

const (
	clusterDomain = "cluster.local"
	dnsAddress    = "10.43.0.10"
)

func (c Config) agentFile(name string) string {
	return filepath.Join(c.DataDir, "agent", name)
}

func (c Config) nodeCredential(holder string) string {
	return c.agentFile(holder + ".kubeconfig")
}

// containerdSocket is where k3s has it.
func (c Config) containerdSocket() string {
	return "/run/k3s/containerd/containerd.sock"
}

// nodeFiles are the configurations of the programs that make a node, below <data-dir>/agent.
func nodeFiles(config Config) map[string]string {
	return map[string]string{
		"etc/containerd/config.toml": containerdConfig(config),
		"kubelet.yaml":               kubeletConfig(config),
		"kube-proxy.yaml":            proxyConfig(config),
		"resolv.conf":                "nameserver 127.0.0.1\n",
	}
}

func kubeletFlags(config Config) []string {
	return []string{
		"--config=" + config.agentFile("kubelet.yaml"),
		"--kubeconfig=" + config.nodeCredential("kubelet"),
		"--hostname-override=" + config.NodeName,
		"--node-ip=" + config.NodeIP,
		"--cert-dir=" + config.agentFile("pki"),
		"--node-labels=" + kubeletLabels(config),
	}
}

func kubeletLabels(config Config) string {
	labels := "node.kubernetes.io/instance-type=k3s"
	for _, pair := range config.NodeLabels {
		labels += "," + pair
	}
	return labels
}

// containerdConfig lets runc leave the OOM score alone, which takes a right that a container host may lack.
func containerdConfig(config Config) string {
	return fmt.Sprintf(`version = 3
root = %q
state = "/run/k3s/containerd"
[grpc]
address = %q
[plugins."io.containerd.cri.v1.runtime"]
restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = [%q]
conf_dir = %q
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
SystemdCgroup = false
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = %q
`, config.agentFile("containerd"), config.containerdSocket(), config.LabCni,
		config.agentFile("etc/cni/net.d"), pauseImage)
}

// pauseImage holds the network of every pod; the lab brings it.
const pauseImage = "lab.local/pause:1"

// kubeletConfig runs on hosts with cgroup v1, too, keeps all containers of a node below one cgroup, and takes the
// host's own memory and disk for granted: several nodes share them.
func kubeletConfig(config Config) string {
	return fmt.Sprintf(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous: { enabled: false }
  webhook: { enabled: true }
  x509: { clientCAFile: %q }
authorization: { mode: Webhook }
address: %q
cgroupDriver: cgroupfs
cgroupRoot: %q
cgroupsPerQOS: false
enforceNodeAllocatable: []
clusterDNS: [%q]
clusterDomain: %q
containerRuntimeEndpoint: "unix://%s"
evictionHard: { "memory.available": "50Mi", "nodefs.available": "1%%", "imagefs.available": "1%%" }
failCgroupV1: false
failSwapOn: false
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
nodeLeaseDurationSeconds: 10
nodeStatusUpdateFrequency: 2s
nodeStatusReportFrequency: 10s
resolvConf: %q
rotateCertificates: false
serverTLSBootstrap: false
syncFrequency: 5s
fileCheckFrequency: 5s
volumeStatsAggPeriod: 0s
shutdownGracePeriod: 0s
`, filepath.Join(config.LabPki, "ca.crt"), config.NodeIP, config.LabCgroup, dnsAddress, clusterDomain,
		config.containerdSocket(), config.agentFile("resolv.conf"))
}

// proxyConfig leaves the host's limits on connections alone: they are not the lab's.
func proxyConfig(config Config) string {
	return fmt.Sprintf(`apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
bindAddress: 0.0.0.0
healthzBindAddress: "127.0.0.1:10256"
metricsBindAddress: "127.0.0.1:10249"
clientConnection: { kubeconfig: %q }
clusterCIDR: %q
hostnameOverride: %q
mode: nftables
conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s }
`, config.nodeCredential("kube-proxy"), podNetwork, config.NodeName)
}
