package main

import (
	"context"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

const (
	etcdClients = "http://127.0.0.1:2379"
	etcdTimeout = 5 * time.Second
)

// startEtcd runs this server's member of the embedded etcd. Other members are reached with the cluster's own
// certificates; clients only on this node, as every API server asks the member beside it.
func startEtcd(ctx context.Context, config Config, children *children) error {
	if err := children.start("etcd", filepath.Join(config.LabRuntime, "etcd"), etcdFlags(config)...); err != nil {
		return err
	}
	return poll(ctx, func() bool { return etcdAnswers(ctx) })
}

func etcdFlags(config Config) []string {
	pki := func(file string) string { return filepath.Join(config.LabPki, file) }
	own := config.etcdPeer()
	return []string{
		"--name=" + config.NodeName,
		"--data-dir=" + config.etcdDir(),
		"--listen-client-urls=" + etcdClients,
		"--advertise-client-urls=" + etcdClients,
		"--listen-peer-urls=" + own,
		"--initial-advertise-peer-urls=" + own,
		"--initial-cluster=" + strings.Join(config.LabEtcd, ","),
		"--initial-cluster-state=new",
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

// etcdPeer is the address of this server among the members.
func (c Config) etcdPeer() string {
	at := slices.IndexFunc(c.LabEtcd, func(member string) bool { return strings.HasPrefix(member, c.NodeName+"=") })
	if at < 0 {
		return ""
	}
	return strings.TrimPrefix(c.LabEtcd[at], c.NodeName+"=")
}

// etcdAnswers asks for something that needs a quorum.
func etcdAnswers(ctx context.Context) bool {
	return withEtcd(ctx, func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.Get(ctx, "health")
		return err
	}) == nil
}

func withEtcd(ctx context.Context, use func(context.Context, *clientv3.Client) error) error {
	client, err := clientv3.New(clientv3.Config{
		Endpoints: []string{etcdClients}, DialTimeout: etcdTimeout, Logger: zap.NewNop(),
	})
	if err != nil {
		return err
	}
	defer client.Close()
	limited, cancel := context.WithTimeout(ctx, etcdTimeout)
	defer cancel()
	return use(limited, client)
}

// isVoter says whether this server's member counts towards the quorum.
func isVoter(ctx context.Context, config Config) (voter bool, err error) {
	err = withEtcd(ctx, func(ctx context.Context, client *clientv3.Client) error {
		members, err := client.MemberList(ctx)
		if err != nil {
			return err
		}
		peer, err := url.Parse(config.etcdPeer())
		if err != nil {
			return err
		}
		for _, member := range members.Members {
			voter = voter || (!member.IsLearner && slices.Contains(member.PeerURLs, peer.String()))
		}
		return nil
	})
	return voter, err
}
