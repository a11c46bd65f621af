package main

import (
	"fmt"
	"path/filepath"
)

// podNetwork is what k3s gives to pods unless told otherwise.
const podNetwork = "10.42.0.0/16"

// sqliteOptions are those that k3s itself gives to its sqlite datastore.
const sqliteOptions = "_journal=WAL&cache=shared&_busy_timeout=30000&_txlock=immediate"

func kineFlags(config Config) []string {
	database := filepath.Join(config.DataDir, "server", "db", "state.db")
	return []string{
		"--listen-address=unix://" + config.socket(),
		"--endpoint=sqlite://" + database + "?" + sqliteOptions,
		"--metrics-bind-address=0",
	}
}

func apiserverFlags(config Config) []string {
	pki := func(file string) string { return filepath.Join(config.LabPki, file) }
	flags := append(apiserverNodeFlags(config),
		"--etcd-servers="+config.datastore(),
		"--bind-address="+config.BindAddress,
		"--advertise-address="+config.NodeIP,
		fmt.Sprintf("--secure-port=%d", config.HTTPSListenPort),
		"--service-cluster-ip-range=10.43.0.0/16",
		"--authorization-mode=Node,RBAC",
		"--client-ca-file="+pki("ca.crt"),
		"--tls-cert-file="+pki("server.crt"),
		"--tls-private-key-file="+pki("server.key"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file="+pki("service-account.key"),
		"--service-account-signing-key-file="+pki("service-account.key"),
		"--shutdown-delay-duration=0",
		"--profiling=false",
	)
	return append(flags, asFlags(config.KubeApiserverArg)...)
}

// asFlags are arguments as k3s takes them for its components, as the components take them. Of a flag that is there
// twice the last one holds.
func asFlags(arguments []string) []string {
	flags := make([]string, len(arguments))
	for at, argument := range arguments {
		flags[at] = "--" + argument
	}
	return flags
}

// apiserverNodeFlags differ between real and simulated nodes. An address on the loopback, which simulated ones
// have, is not allowed in the endpoints of the service "kubernetes".
func apiserverNodeFlags(config Config) []string {
	if !config.real() {
		return []string{"--endpoint-reconciler-type=none"}
	}
	return []string{
		"--kubelet-preferred-address-types=InternalIP",
		"--kubelet-client-certificate=" + filepath.Join(config.LabPki, "admin.crt"),
		"--kubelet-client-key=" + filepath.Join(config.LabPki, "admin.key"),
	}
}

// controllerFlags let a node become NotReady after 10 seconds of silence, where Kubernetes waits for 50.
func controllerFlags(config Config) []string {
	flags := []string{
		"--allocate-node-cidrs=true",
		"--cluster-cidr=" + podNetwork,
		"--kubeconfig=" + config.credential("controller-manager"),
		"--root-ca-file=" + filepath.Join(config.LabPki, "ca.crt"),
		"--service-account-private-key-file=" + filepath.Join(config.LabPki, "service-account.key"),
		"--use-service-account-credentials=true",
		"--node-monitor-period=2s",
		"--node-monitor-grace-period=10s",
		config.leaderElection(),
		"--secure-port=0",
	}
	return append(flags, asFlags(config.KubeControllerManagerArg)...)
}

func schedulerFlags(config Config) []string {
	return []string{
		"--kubeconfig=" + config.credential("scheduler"),
		config.leaderElection(),
		"--secure-port=0",
	}
}

// leaderElection costs seconds at every start, so that a server that is alone goes without.
func (c Config) leaderElection() string {
	return fmt.Sprintf("--leader-elect=%t", c.shared())
}

// credential is where the kubeconfig of one of the control plane's own programs is kept.
func (c Config) credential(holder string) string {
	return filepath.Join(c.DataDir, "server", "cred", holder+".kubeconfig")
}
