package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
)

const (
	// etcdClients is where the member of this very server is asked.
	etcdClients = "http://127.0.0.1:2379"
	etcdTimeout = 5 * time.Second
)

// etcdOf is where the member of the server with that address is asked by others.
func etcdOf(host string) string { return "https://" + host + ":2379" }

// etcdAnswers asks for something that needs a quorum.
func etcdAnswers(ctx context.Context) bool {
	return withOwnEtcd(ctx, func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.Get(ctx, "health")
		return err
	}) == nil
}

type etcdUse func(context.Context, *clientv3.Client) error

func withOwnEtcd(ctx context.Context, use etcdUse) error {
	return withEtcd(ctx, etcdClients, nil, use)
}

// withEtcdAt asks the member of another server, as one of the cluster.
func withEtcdAt(ctx context.Context, config Config, host string, use etcdUse) error {
	pair, err := tls.LoadX509KeyPair(
		filepath.Join(config.LabPki, "server.crt"), filepath.Join(config.LabPki, "server.key"))
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(filepath.Join(config.LabPki, "ca.crt"))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return errors.New("no certificate in " + config.LabPki)
	}
	return withEtcd(ctx, etcdOf(host), &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: roots}, use)
}

func withEtcd(ctx context.Context, endpoint string, credentials *tls.Config, use etcdUse) error {
	client, err := clientv3.New(clientv3.Config{
		Endpoints: []string{endpoint}, DialTimeout: etcdTimeout, TLS: credentials, Logger: zap.NewNop(),
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
	err = withOwnEtcd(ctx, func(ctx context.Context, client *clientv3.Client) error {
		listed, err := client.MemberList(ctx)
		if err != nil {
			return err
		}
		own := memberAt(listed.Members, config.etcdPeer())
		voter = own != nil && !own.IsLearner
		return nil
	})
	return voter, err
}

func memberAt(members []*pb.Member, peer string) *pb.Member {
	at := slices.IndexFunc(members, func(member *pb.Member) bool { return slices.Contains(member.PeerURLs, peer) })
	if at < 0 {
		return nil
	}
	return members[at]
}
