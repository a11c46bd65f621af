package main

import (
	"fmt"
	"path/filepath"
)

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
	return []string{
		"--etcd-servers=unix://" + config.socket(),
		"--bind-address=" + config.BindAddress,
		"--advertise-address=" + config.NodeIP,
		fmt.Sprintf("--secure-port=%d", config.HTTPSListenPort),
		// An address on the loopback is not allowed in the endpoints of the service "kubernetes".
		"--endpoint-reconciler-type=none",
		"--service-cluster-ip-range=10.43.0.0/16",
		"--authorization-mode=Node,RBAC",
		"--client-ca-file=" + pki("ca.crt"),
		"--tls-cert-file=" + pki("server.crt"),
		"--tls-private-key-file=" + pki("server.key"),
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + pki("service-account.key"),
		"--service-account-signing-key-file=" + pki("service-account.key"),
		"--shutdown-delay-duration=0",
		"--profiling=false",
	}
}

// controllerFlags let a node become NotReady after 10 seconds of silence, where Kubernetes waits for 50.
func controllerFlags(config Config) []string {
	return []string{
		"--kubeconfig=" + config.credential("controller-manager"),
		"--root-ca-file=" + filepath.Join(config.LabPki, "ca.crt"),
		"--service-account-private-key-file=" + filepath.Join(config.LabPki, "service-account.key"),
		"--use-service-account-credentials=true",
		"--node-monitor-period=2s",
		"--node-monitor-grace-period=10s",
		"--leader-elect=false",
		"--secure-port=0",
	}
}

func schedulerFlags(config Config) []string {
	return []string{
		"--kubeconfig=" + config.credential("scheduler"),
		"--leader-elect=false",
		"--secure-port=0",
	}
}

// credential is where the kubeconfig of one of the control plane's own programs is kept.
func (c Config) credential(holder string) string {
	return filepath.Join(c.DataDir, "server", "cred", holder+".kubeconfig")
}
