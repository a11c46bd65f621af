package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// startEtcd runs this server's member of the embedded etcd. Others are reached with the cluster's own certificates; this
// server's API server asks the member beside it.
func startEtcd(ctx context.Context, config Config, children *children) error {
	// k3s removes it when it starts as usual, so that a reset is not done twice in a row.
	if err := os.Remove(config.resetFlag()); err != nil && !os.IsNotExist(err) {
		return err
	}
	beginning, err := beginningOf(ctx, config)
	if err != nil {
		return err
	}
	file := filepath.Join(config.LabRuntime, "etcd")
	if err := children.start("etcd", file, etcdFlags(config, beginning)...); err != nil {
		return err
	}
	if err := becomeVoter(ctx, config); err != nil {
		return err
	}
	return poll(ctx, func() bool { return etcdAnswers(ctx) })
}

func etcdFlags(config Config, beginning beginning) []string {
	pki := func(file string) string { return filepath.Join(config.LabPki, file) }
	own, clients := config.etcdPeer(), etcdOf(config.NodeIP)
	return []string{
		"--name=" + config.NodeName,
		"--data-dir=" + config.etcdDir(),
		"--listen-client-urls=" + etcdClients + "," + clients,
		"--advertise-client-urls=" + clients,
		"--client-cert-auth=true",
		"--trusted-ca-file=" + pki("ca.crt"),
		"--cert-file=" + pki("server.crt"),
		"--key-file=" + pki("server.key"),
		"--listen-peer-urls=" + own,
		"--initial-advertise-peer-urls=" + own,
		"--initial-cluster=" + strings.Join(beginning.members, ","),
		"--initial-cluster-state=" + beginning.state,
		// k3s has them there, too, and whoever asks learns which member leads.
		"--listen-metrics-urls=http://127.0.0.1:2381",
		"--peer-client-cert-auth=true",
		"--peer-trusted-ca-file=" + pki("ca.crt"),
		"--peer-cert-file=" + pki("server.crt"),
		"--peer-key-file=" + pki("server.key"),
		"--heartbeat-interval=500",
		"--election-timeout=5000",
		"--log-level=warn",
	}
}

func (c Config) etcdDir() string {
	return filepath.Join(c.DataDir, "server", "db", "etcd")
}

func (c Config) resetFlag() string {
	return filepath.Join(c.DataDir, "server", "db", "reset-flag")
}

// etcdPeer is the address of this server among the members.
func (c Config) etcdPeer() string {
	return "https://" + c.NodeIP + ":2380"
}
